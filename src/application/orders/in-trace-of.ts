import type { Order } from '../../domain/order.ts';
import { isSameTrace, parseTraceContext } from '../../domain/trace-context.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/**
 * Does work for an order in the trace that began when it was placed, so that one trace shows all
 * that has happened to it. Its span links to the trace of the current request.
 */
export const inTraceOf = <T>(
  { origins }: Pick<Order, 'origins'>,
  telemetry: Telemetry,
  name: string,
  work: () => Promise<T>,
): Promise<T> => {
  const current = telemetry.context();
  const orderTrace = current && parseTraceContext({ ...origins?.placed });
  if (current === undefined || orderTrace === undefined || isSameTrace(current, orderTrace)) return work();
  return telemetry.span(name, { parent: orderTrace, links: [current] }, work);
};
