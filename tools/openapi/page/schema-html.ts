import type { JsonSchema } from '../document-shape.ts';
import { escapeHtml, prose } from './html.ts';

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const schemasIn = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

const link = (ref: string): string => {
  const name = ref.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
};

const choices = (values: readonly unknown[]): string =>
  values.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' ');

/** The type of a value in a few words. */
export const typeHtml = (schema: JsonSchema): string => {
  if (typeof schema.$ref === 'string') return link(schema.$ref);
  if (Array.isArray(schema.enum)) return choices(schema.enum);
  if (schema.const !== undefined) return choices([schema.const]);
  if (schema.type === 'array') return `list of ${isSchema(schema.items) ? typeHtml(schema.items) : 'anything'}`;
  const all = schemasIn(schema.allOf).filter(({ $ref }) => $ref !== undefined);
  if (all.length > 0) return all.map(typeHtml).join(', ');
  return escapeHtml(String(schema.format ?? schema.type ?? 'anything'));
};

const bounds = (schema: JsonSchema): string => {
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
const rows = (schema: JsonSchema, prefix = ''): string => {
  if (schema.type === 'array' && isSchema(schema.items)) return rows(schema.items, `${prefix}[]`);
  if (!isSchema(schema.properties)) return '';
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties)
    .map(([name, field]) => {
      if (!isSchema(field)) return '';
      const path = prefix === '' ? name : `${prefix}.${name}`;
      const optional = required.includes(name) ? '' : ' <i>optional</i>';
      const told = typeof field.description === 'string' ? prose(field.description) : '';
      return `<tr><td><code>${escapeHtml(path)}</code>${optional}</td><td>${typeHtml(field)}</td><td>${bounds(field)}${told}</td></tr>${rows(field, path)}`;
    })
    .join('');
};

export const schemaHtml = (schema: JsonSchema): string => {
  const fields = rows(schema);
  return fields === '' ? `<p>${typeHtml(schema)} ${bounds(schema)}</p>` : `<table>${fields}</table>`;
};

export const parameterRow = (name: string, place: string, required: boolean, schema: JsonSchema, told = ''): string =>
  `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' <i>optional</i>'}</td><td>${place}</td><td>${typeHtml(schema)} ${bounds(schema)}${prose(told)}</td></tr>`;
