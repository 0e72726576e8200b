import type { Document, MediaType, OperationObject, ParameterObject, Ref, ResponseObject } from '../document-shape.ts';
import { escapeHtml, preHtml, proseHtml } from './html.ts';
import { parameterRow, typeHtml } from './schema-html.ts';

const nameIn = ({ $ref }: Ref): string => $ref.split('/').at(-1) ?? '';

const resolveRef = <T extends object>(value: T | Ref, components: Readonly<Record<string, T>>): T => {
  if (!('$ref' in value)) return value;
  const found = components[nameIn(value)];
  if (!found) throw new Error(`${value.$ref} does not exist.`);
  return found;
};

const examplesOf = ({ example, examples = {} }: MediaType): readonly unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

const contentHtml = (content: Readonly<Record<string, MediaType>> = {}): string =>
  Object.entries(content)
    .map(([type, media]) => {
      const shape = media.schema ? typeHtml(media.schema) : 'bytes';
      const shown = examplesOf(media).map(preHtml).join('');
      return `<p><code>${escapeHtml(type)}</code>: ${shape}</p>${shown}`;
    })
    .join('');

const headersHtml = ({ headers = {} }: ResponseObject): string =>
  Object.keys(headers)
    .map((name) => `<code>${escapeHtml(name)}</code>`)
    .join(' ');

const responseHtml = (status: string, response: ResponseObject): string => {
  const shown = Number(status) < 400 ? contentHtml(response.content) : '';
  return `<tr><td><b>${status}</b></td><td>${proseHtml(response.description)}${shown}<p class="dim">${headersHtml(response)}</p></td></tr>`;
};

const describeAccess = (operation: OperationObject): string => {
  const roles = operation['x-hearth-roles'];
  if (roles) return `with role ${roles.join(' or ')}`;
  if (operation.security.length === 0) return 'anyone';
  return operation.security.length === 1 ? 'with a token' : 'anyone; staff see more';
};

const parametersHtml = (parameters: readonly ParameterObject[]): string => {
  const rows = parameters.map((each) => parameterRow(each.name, each.in, each.required, each.schema, each.description));
  return rows.length === 0 ? '' : `<h4>Parameters</h4><table>${rows.join('')}</table>`;
};

const bodyHtml = ({ requestBody }: OperationObject): string =>
  requestBody
    ? `<h4>Body${requestBody.required ? '' : ' <i>optional</i>'}</h4>${contentHtml(requestBody.content)}`
    : '';

export const operationHtml = (
  method: string,
  address: string,
  operation: OperationObject,
  { components }: Document,
): string => {
  const { operationId, summary, description = '', parameters, responses } = operation;
  const answers = Object.entries(responses).map(([status, response]) =>
    responseHtml(status, resolveRef(response, components.responses)),
  );
  return `<details id="${operationId}"><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(address)}</code>
<span>${escapeHtml(summary)}</span> <span class="dim">${describeAccess(operation)}</span></summary>
${proseHtml(description)}${parametersHtml(parameters.map((each) => resolveRef(each, components.parameters)))}${bodyHtml(operation)}
<h4>Answers</h4><table>${answers.join('')}</table></details>`;
};
