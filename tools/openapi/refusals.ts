import type { ErrorCode } from '../../src/domain/errors.ts';
import { statuses } from '../../src/functions/http/problem.ts';
import type { Operation } from './operation.ts';

const conditionalHeaders = ['ifMatch', 'ifNoneMatch', 'ifNoneMatchOfWrite', 'idempotencyKey'];

/** Whether the request has parts besides its path that can be malformed. */
const hasCheckedParts = ({ body, query, headers = [] }: Operation, reads: boolean): boolean =>
  reads || body !== undefined || query !== undefined || headers.some((name) => conditionalHeaders.includes(name));

/**
 * All statuses from 400 on that the operation answers with, each with its codes: its own, and those
 * that follow from its kind.
 */
export const refusalsOf = (operation: Operation, reads: boolean): ReadonlyMap<number, readonly ErrorCode[]> => {
  const { access, roles = [], body, refusals = [], backends = true } = operation;
  const codes: readonly ErrorCode[] = [
    ...(body ? (['malformed_json', 'length_required', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(access === 'anyone' ? [] : (['malformed_header', 'unauthorized'] as const)),
    ...(roles.length > 0 ? (['forbidden'] as const) : []),
    ...(hasCheckedParts(operation, reads) ? (['validation_failed'] as const) : []),
    ...refusals,
    'internal',
  ];
  const byStatus = new Map<number, readonly ErrorCode[]>(
    backends ? [429, 503].map((status) => [status, ['busy']]) : [],
  );
  for (const code of codes) byStatus.set(statuses[code], [...(byStatus.get(statuses[code]) ?? []), code]);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
};
