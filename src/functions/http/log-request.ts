import type { HttpRequest } from '@azure/functions';
import type { Log } from '../../application/ports/telemetry.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { customerTagOf, isOrderId } from '../../domain/order-id.ts';
import { isProductId } from '../../domain/product.ts';
import { invocationCaller, invocationUnits } from '../invocation.ts';

type AnsweredRequest = {
  request: Pick<HttpRequest, 'method' | 'params'>;
  /** The template, without ids. */
  route: string;
  status: number;
  code: ErrorCode | undefined;
  reason: string | undefined;
  ms: number;
};

/** A probe comes every few seconds. */
const isSuccessfulProbe = ({ route, status }: AnsweredRequest): boolean => route.includes('/health/') && status < 300;

/** An `{id}` that is not valid is foreign text and stays out of the log. */
const subjectOf = ({ request: { params }, route }: AnsweredRequest): { orderId?: string; productId?: string } => {
  const { id } = params;
  if (id === undefined) return {};
  if (route.startsWith('v1/orders/')) return isOrderId(id) ? { orderId: id } : {};
  return /^v1\/(?:products|images)\//.test(route) && isProductId(id) ? { productId: id } : {};
};

/** One line per request. The caller is named by a hash, the one that the ids of its orders hold. */
export const logRequest = (log: Log, answered: AnsweredRequest): void => {
  if (isSuccessfulProbe(answered)) return;
  const { request, route, status, code, reason, ms } = answered;
  const caller = invocationCaller();
  const level = status >= 500 || status === 429 ? 'warn' : 'info';
  log[level]('request', {
    method: request.method,
    route,
    status,
    code,
    reason,
    ms,
    caller: caller && customerTagOf(caller.customerId),
    ...subjectOf(answered),
    units: invocationUnits(),
  });
};
