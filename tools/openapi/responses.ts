import type { ErrorCode } from '../../src/domain/errors.ts';
import { titles } from '../../src/functions/http/problem.ts';
import { problem as problemSchema } from './answers.ts';
import { schemaOf } from './component-schemas.ts';
import type { MediaType, Ref, ResponseObject } from './document-shape.ts';
import type { Content, Operation, Reply } from './operation.ts';
import { problems } from './problem-codes.ts';
import { refusalsOf } from './refusals.ts';
import type { ReplyHeader } from './reply-headers.ts';

const headersOf = (names: readonly ReplyHeader[]): Readonly<Record<string, Ref>> =>
  Object.fromEntries(
    [...names, 'x-request-id'].map((name) => [name, { $ref: `#/components/headers/${name.toLowerCase()}` }]),
  );

const mediaTypeOf = (content: Content): MediaType => {
  if (content === 'bytes') return {};
  if ('text' in content) return { schema: { type: 'string' }, example: content.text };
  return { schema: schemaOf(content.schema), example: content.example };
};

const contentOf = (content: Readonly<Record<string, Content>>): Readonly<Record<string, MediaType>> =>
  Object.fromEntries(Object.entries(content).map(([type, each]) => [type, mediaTypeOf(each)]));

const replyOf = ({ description, content, headers = [] }: Reply, withBody: boolean): ResponseObject => ({
  description,
  headers: headersOf(headers),
  ...(content && withBody && { content: contentOf(content) }),
});

const problemHeaders = (status: number): readonly ReplyHeader[] => {
  if (status === 401) return ['WWW-Authenticate'];
  return status === 429 || status === 503 ? ['Retry-After'] : [];
};

const exampleOf = (code: ErrorCode, status: number) => ({
  type: `urn:hearth:problem:${code}`,
  title: titles[status],
  status,
  detail: problems[code][1],
  instance: '/api/v1/orders',
  code,
  ...(code === 'validation_failed' && { errors: [{ pointer: '/items/0/quantity', message: 'Must be at least 1.' }] }),
});

const problemResponse = (status: number, codes: readonly ErrorCode[], withBody: boolean): ResponseObject => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code][0]}`).join('\n\n'),
  headers: headersOf(problemHeaders(status)),
  ...(withBody && {
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            schemaOf(problemSchema),
            { type: 'object', properties: { status: { const: status }, code: { enum: [...codes] } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, status) }])),
      },
    },
  }),
});

/** Answers that many operations share: a status and its codes. */
const shared = {
  MalformedHeader: [400, 'malformed_header'],
  MalformedRequest: [400, 'malformed_json', 'malformed_header'],
  Unauthorized: [401, 'unauthorized'],
  Forbidden: [403, 'forbidden'],
  NotFound: [404, 'not_found'],
  LengthRequired: [411, 'length_required'],
  PreconditionFailed: [412, 'precondition_failed'],
  PayloadTooLarge: [413, 'payload_too_large'],
  UnsupportedMediaType: [415, 'unsupported_media_type'],
  ValidationFailed: [422, 'validation_failed'],
  Throttled: [429, 'busy'],
  Internal: [500, 'internal'],
  Unavailable: [503, 'busy'],
} as const satisfies Record<string, readonly [number, ...ErrorCode[]]>;

export const componentResponses = (): Readonly<Record<string, ResponseObject>> =>
  Object.fromEntries(
    Object.entries(shared).map(([name, [status, ...codes]]) => [name, problemResponse(status, codes, true)]),
  );

const sharedName = (status: number, codes: readonly ErrorCode[]): string | undefined =>
  Object.entries(shared).find(([, answer]) => answer.join() === [status, ...codes].join())?.[0];

const refusalOf = (status: number, codes: readonly ErrorCode[], withBody: boolean): ResponseObject | Ref => {
  const name = withBody ? sharedName(status, codes) : undefined;
  return name === undefined ? problemResponse(status, codes, withBody) : { $ref: `#/components/responses/${name}` };
};

/** Every answer of an operation by status. HEAD answers have no content. */
export const responsesOf = (
  operation: Operation,
  { reads, withBody }: { reads: boolean; withBody: boolean },
): Readonly<Record<string, ResponseObject | Ref>> => {
  const notModified: ResponseObject = {
    description: 'The caller already has this version.',
    headers: headersOf(['ETag']),
  };
  const replies = Object.entries(operation.replies).map(([status, reply]): [string, ResponseObject | Ref] => [
    status,
    replyOf(reply, withBody),
  ]);
  const refusals = [...refusalsOf(operation, reads)].map(([status, codes]): [string, ResponseObject | Ref] => [
    String(status),
    refusalOf(status, codes, withBody),
  ]);
  return Object.fromEntries([...replies, ...(reads ? [['304', notModified] as const] : []), ...refusals]);
};
