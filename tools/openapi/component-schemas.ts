import * as z from 'zod/mini';
import { MAX_EMAIL } from '../../src/domain/contact.ts';
import { MAX_WEBHOOK_URL_LENGTH } from '../../src/domain/webhook-url.ts';
import { listAuditQuery } from '../../src/functions/http/audit/audit-schemas.ts';
import { addImageBody } from '../../src/functions/http/images/image-schemas.ts';
import {
  address,
  cancelOrderBody,
  contact,
  orderNumber,
  placeOrderBody,
  shipOrderBody,
} from '../../src/functions/http/orders/order-schemas.ts';
import { putProductBody } from '../../src/functions/http/products/product-schemas.ts';
import { cursor, flag, limit, productId } from '../../src/functions/http/schemas.ts';
import { setStockBody } from '../../src/functions/http/stock/stock-schemas.ts';
import { createEndpointBody, putEndpointBody } from '../../src/functions/http/webhooks/webhook-schemas.ts';
import { isRecord } from '../is-record.ts';
import * as answers from './answers.ts';
import { auditEntry, auditPage } from './audit-answers.ts';
import type { JsonSchema } from './document-shape.ts';
import { describeFields } from './field-texts/describe-fields.ts';
import type { Schema } from './schema.ts';
import * as webhookAnswers from './webhook-answers.ts';

/** The names of the schemas in the document. */
const schemaNames = {
  PlaceOrder: placeOrderBody,
  CancelOrder: cancelOrderBody,
  ShipOrder: shipOrderBody,
  PutProduct: putProductBody,
  SetStock: setStockBody,
  AddImage: addImageBody,
  Address: address,
  Contact: contact,
  ProductId: productId,
  Order: answers.order,
  OrderLine: answers.orderLine,
  OrderPage: answers.orderPage,
  Product: answers.product,
  ProductPage: answers.productPage,
  StockLevel: answers.stockLevel,
  Image: answers.image,
  ImageVariant: answers.variant,
  AddedImage: answers.addedImage,
  DeadLetter: answers.deadLetter,
  DeadLetterPage: answers.deadLetterPage,
  ReplayedLetter: answers.replayedLetter,
  ReplayedLetters: answers.replayedLetters,
  AuditEntry: auditEntry,
  AuditPage: auditPage,
  Event: answers.event,
  EventPage: answers.eventPage,
  JobRun: answers.jobRun,
  Jobs: answers.jobs,
  SalesReport: answers.salesReport,
  CreateWebhookEndpoint: createEndpointBody,
  PutWebhookEndpoint: putEndpointBody,
  WebhookEndpoint: webhookAnswers.webhookEndpoint,
  WebhookEndpoints: webhookAnswers.webhookEndpoints,
  WebhookEndpointWithSecret: webhookAnswers.endpointWithSecret,
  WebhookDelivery: webhookAnswers.delivery,
  WebhookDeliveryPage: webhookAnswers.deliveryPage,
  DeliveriesOfEvent: webhookAnswers.deliveriesOfEvent,
  QueuedDelivery: webhookAnswers.queuedDelivery,
  Problem: answers.problem,
} as const satisfies Record<string, Schema>;

const requestSchemas: readonly Schema[] = [
  placeOrderBody,
  cancelOrderBody,
  shipOrderBody,
  putProductBody,
  setStockBody,
  addImageBody,
  address,
  contact,
  createEndpointBody,
  putEndpointBody,
];

const namesBySchema = new Map<unknown, string>(Object.entries(schemaNames).map(([name, schema]) => [schema, name]));

/** What a schema cannot say about itself, because its rule is code or its value arrives as text. */
const overrides: readonly (readonly [Schema, JsonSchema])[] = [
  [limit, { type: 'integer', minimum: 1, maximum: 100, default: 20 }],
  [flag._zod.def.innerType, { type: 'boolean' }],
  [cursor._zod.def.innerType, { type: 'string' }],
  [contact.shape.email._zod.def.innerType, { type: 'string', maxLength: MAX_EMAIL }],
  [orderNumber, { type: 'string' }],
  [listAuditQuery.shape.from._zod.def.innerType, { type: 'string', format: 'date' }],
  [address.shape.country, { type: 'string', pattern: '^[A-Z]{2}$' }],
  [
    createEndpointBody.shape.url,
    {
      type: 'string',
      format: 'uri',
      maxLength: MAX_WEBHOOK_URL_LENGTH,
    },
  ],
  [putProductBody.shape.price.shape.currency, { type: 'string', pattern: '^[A-Z]{3}$' }],
];

const overridesBySchema = new Map<unknown, JsonSchema>(overrides);

const overwrite = (target: Record<string, unknown>, schema: JsonSchema): void => {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, schema);
};

/** A schema without fields has to say that any are allowed: tools may expect an empty object. */
const openToNewFields = (schema: Record<string, unknown>): void => {
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  else if (isRecord(schema.properties) && Object.keys(schema.properties).length === 0) {
    delete schema.properties;
    schema.additionalProperties = true;
  }
};

const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/**
 * The JSON Schema of one zod schema. Answers are left open, because clients must tolerate fields
 * that they do not know. Requests are closed, because the app rejects unknown fields.
 */
const toJsonSchema = (schema: Schema, isRequest: boolean): JsonSchema => {
  const converted = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const name = Object.is(zodSchema, schema) ? undefined : namesBySchema.get(zodSchema);
      const known = name === undefined ? overridesBySchema.get(zodSchema) : refTo(name);
      if (known) {
        overwrite(jsonSchema, known);
        return;
      }
      if (!isRequest) openToNewFields(jsonSchema);
      if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const { $schema: _, ...rest } = converted;
  if (!isRecord(rest)) throw new Error('No JSON Schema.');
  return rest;
};

/** A reference if the schema has a name, otherwise the schema itself. */
export const schemaOf = (schema: Schema): JsonSchema => {
  const name = namesBySchema.get(schema);
  return name === undefined ? toJsonSchema(schema, true) : refTo(name);
};

/** Rules across the fields of a schema. In the schema itself they are code. */
const fieldRules: Partial<Record<string, JsonSchema>> = {
  SetStock: { oneOf: [{ required: ['set'] }, { required: ['adjust'] }] },
  Contact: { anyOf: [{ required: ['email'] }, { required: ['phone'] }] },
} satisfies Partial<Record<keyof typeof schemaNames, JsonSchema>>;

export const componentSchemas = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    Object.entries(schemaNames).map(([name, schema]) => [
      name,
      describeFields(name, { ...toJsonSchema(schema, requestSchemas.includes(schema)), ...fieldRules[name] }),
    ]),
  );
