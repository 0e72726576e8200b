import { isRecord } from '../../is-record.ts';
import type { JsonSchema } from '../document-shape.ts';
import { escapeHtml, proseHtml } from './html.ts';

const schemasIn = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const linkHtml = (ref: string): string => {
  const name = ref.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
};

const choicesHtml = (values: readonly unknown[]): string =>
  values.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' ');

/** The type of a value in a few words. */
export const typeHtml = (schema: JsonSchema): string => {
  if (typeof schema.$ref === 'string') return linkHtml(schema.$ref);
  if (Array.isArray(schema.enum)) return choicesHtml(schema.enum);
  if (schema.const !== undefined) return choicesHtml([schema.const]);
  if (schema.type === 'array') return `list of ${isRecord(schema.items) ? typeHtml(schema.items) : 'anything'}`;
  const all = schemasIn(schema.allOf).filter(({ $ref }) => $ref !== undefined);
  if (all.length > 0) return all.map(typeHtml).join(', ');
  return escapeHtml(String(schema.format ?? schema.type ?? 'anything'));
};

const boundsHtml = (schema: JsonSchema): string => {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, default: preset } = schema;
  const range = (low: unknown, high: unknown, unit: string) =>
    low === undefined && high === undefined ? [] : [`${low ?? '…'} to ${high ?? '…'}${unit}`];
  return [
    ...range(minimum, maximum, ''),
    ...range(minLength, maxLength, ' characters'),
    ...range(minItems, maxItems, ' items'),
    ...(pattern === undefined ? [] : [`<code>${escapeHtml(String(pattern))}</code>`]),
    ...(preset === undefined ? [] : [`default ${escapeHtml(JSON.stringify(preset))}`]),
  ].join(', ');
};

/** One row for each field of an object, followed by the fields of its inner objects. */
const rowsHtml = (schema: JsonSchema, prefix = ''): string => {
  if (schema.type === 'array' && isRecord(schema.items)) return rowsHtml(schema.items, `${prefix}[]`);
  if (!isRecord(schema.properties)) return '';
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties)
    .map(([name, field]) => {
      if (!isRecord(field)) return '';
      const path = prefix === '' ? name : `${prefix}.${name}`;
      const optional = required.includes(name) ? '' : ' <i>optional</i>';
      const description = typeof field.description === 'string' ? proseHtml(field.description) : '';
      return `<tr><td><code>${escapeHtml(path)}</code>${optional}</td><td>${typeHtml(field)}</td><td>${boundsHtml(field)}${description}</td></tr>${rowsHtml(field, path)}`;
    })
    .join('');
};

export const schemaHtml = (schema: JsonSchema): string => {
  const fields = rowsHtml(schema);
  return fields === '' ? `<p>${typeHtml(schema)} ${boundsHtml(schema)}</p>` : `<table>${fields}</table>`;
};

export const parameterRow = (
  name: string,
  place: string,
  required: boolean,
  schema: JsonSchema,
  description = '',
): string =>
  `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' <i>optional</i>'}</td><td>${place}</td><td>${typeHtml(schema)} ${boundsHtml(schema)}${proseHtml(description)}</td></tr>`;
