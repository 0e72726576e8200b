import type * as z from 'zod/mini';
import type { ErrorCode } from '../../src/domain/errors.ts';
import type { Endpoint, Role } from '../../src/functions/http/api.ts';
import type { ParameterName } from './parameters.ts';
import type { ReplyHeader } from './reply-headers.ts';
import type { Schema } from './schema.ts';

export type Content = { schema: Schema; example: unknown } | 'bytes' | { text: string };

export type Reply = {
  description: string;
  /** By media type. */
  content?: Readonly<Record<string, Content>>;
  headers?: readonly ReplyHeader[];
};

/** One operation, without what follows from its kind: see `repliesOf` and `refusalsOf`. */
export type Operation = {
  tag: 'Orders' | 'Products' | 'Stock' | 'Images' | 'Webhooks' | 'Administration' | 'Service';
  summary: string;
  description?: string;
  /** As in the endpoint itself. */
  access: Endpoint['access'];
  roles?: readonly Role[];
  /** The parameters of the path, in order. */
  path?: readonly ParameterName[];
  query?: z.ZodMiniObject;
  headers?: readonly ParameterName[];
  body?: { schema: Schema; optional?: true; examples: Readonly<Record<string, unknown>> };
  replies: Readonly<Record<number, Reply>>;
  /** Codes that do not follow from the kind of the operation. */
  refusals?: readonly ErrorCode[];
  /** False if the operation uses no backend service. */
  backends?: false;
};

export const json = (schema: Schema, example: unknown): Readonly<Record<string, Content>> => ({
  'application/json': { schema, example },
});
