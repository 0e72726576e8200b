import { isRecord } from '../../is-record.ts';
import type { JsonSchema } from '../document-shape.ts';
import { administrationTexts } from './administration-texts.ts';
import { orderTexts } from './order-texts.ts';
import { productTexts } from './product-texts.ts';
import { samples } from './samples.ts';
import { webhookTexts } from './webhook-texts.ts';

const anyPage = { nextCursor: 'The `cursor` of the next page. Absent on the last page.' };

export const fieldTexts: Readonly<Record<string, string>> = {
  ProductId: 'The id of a product.',
  ...orderTexts,
  ...productTexts,
  ...administrationTexts,
  ...webhookTexts,
};

/** Schemas that have the fields of another one. */
const sameFields = [
  ['PutWebhookEndpoint', 'CreateWebhookEndpoint'],
  ['WebhookEndpointWithSecret', 'WebhookEndpoint'],
  ['DeliveriesOfEvent.items', 'WebhookDelivery'],
  ['DeadLetter.order.attention', 'Order.attention'],
  ['SalesReport.products', 'SalesReport.totals'],
] as const;

/** Where the text of a field is: under its own path, or that of the same field elsewhere. */
export const textKeyOf = (path: string): string | undefined => {
  const twins = sameFields.flatMap(([from, to]) => (path.startsWith(`${from}.`) ? [path.replace(from, to)] : []));
  return [path, ...twins].find((key) => key in fieldTexts);
};

const textOf = (path: string): string | undefined => {
  const key = textKeyOf(path);
  if (key !== undefined) return fieldTexts[key];
  return path.endsWith('Page.nextCursor') ? anyPage.nextCursor : undefined;
};

const fieldOf = (sample: unknown, name: string): unknown => {
  const value = Array.isArray(sample) ? sample[0] : sample;
  return isRecord(value) ? value[name] : undefined;
};

/** A reference, or a list of references: what it refers to has the examples. */
const refersElsewhere = ({ $ref, items }: JsonSchema): boolean =>
  $ref !== undefined || (isRecord(items) && items.$ref !== undefined);

const describe = (schema: JsonSchema, path: string, sample: unknown): JsonSchema => {
  const { properties, items, ...rest } = schema;
  const description = textOf(path);
  const isField = path.includes('.') || properties === undefined;
  return {
    ...rest,
    ...(description !== undefined && { description }),
    ...(isField && sample !== undefined && !refersElsewhere(schema) && { examples: [sample] }),
    ...(isRecord(properties) && { properties: describeProperties(properties, path, sample) }),
    ...(isRecord(items) && { items: describeItems(items, path, sample) }),
  };
};

const describeItems = (items: JsonSchema, path: string, sample: unknown): JsonSchema =>
  isRecord(items.properties) ? { ...items, properties: describeProperties(items.properties, path, sample) } : items;

const describeProperties = (properties: JsonSchema, path: string, sample: unknown): JsonSchema =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isRecord(schema) ? describe(schema, `${path}.${name}`, fieldOf(sample, name)) : schema,
    ]),
  );

/** The named schema with a text and an example for each of its fields. */
export const describeFields = (name: string, schema: JsonSchema): JsonSchema => describe(schema, name, samples[name]);
