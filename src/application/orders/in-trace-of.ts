import type { Order } from '../../domain/order.ts';
import { isSameTrace, parseTraceContext } from '../../domain/trace-context.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/**
 * Does work for an order in the trace that began when it was placed, so that one trace shows all
 * that has happened to it. A link leads to the trace of the present request.
 */
export const inTraceOf = <T>(
  { origins }: Pick<Order, 'origins'>,
  telemetry: Telemetry,
  name: string,
  work: () => Promise<T>,
): Promise<T> => {
  const here = telemetry.context();
  const parent = here && parseTraceContext({ ...origins?.placed });
  if (here === undefined || parent === undefined || isSameTrace(here, parent)) return work();
  return telemetry.span(name, { parent, links: [here] }, work);
};
