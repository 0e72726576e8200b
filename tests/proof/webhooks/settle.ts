import { setTimeout as pause } from 'node:timers/promises';
import type { httpApi } from '../../support/http-api.ts';
import type { OpenRecords, StoredDelivery } from './read-records.ts';

const LIMIT_MS = 600_000;

/** An attempt that is due later than this is not waited for. */
const PATIENCE_MS = 20_000;

const isLate = ({ status, nextAt = '' }: StoredDelivery): boolean =>
  status === 'failed' || (status === 'pending' && Date.parse(nextAt) - Date.now() > PATIENCE_MS);

/**
 * Waits until every event is there, fanned out and delivered, as an operator does: deliveries whose
 * next attempt is minutes away are tried again at once. Resolves to how long it took, and how many
 * were tried again.
 */
export const untilDelivered = async (
  records: OpenRecords,
  api: ReturnType<typeof httpApi>,
): Promise<{ ms: number; retried: number }> => {
  const start = Date.now();
  let retried = 0;
  while (Date.now() - start < LIMIT_MS) {
    const { expected, events, owing, deliveries } = await records.read();
    const open = deliveries.filter(({ status }) => status !== 'delivered');
    if (events.length >= expected.size && owing === 0 && open.length === 0) break;
    for (const { endpointId, eventId } of open.filter(isLate)) {
      const path = `/webhook-endpoints/${endpointId}/deliveries/${eventId}/retry`;
      const { status } = await api.call('POST', path, { as: ['root', 'admin'] });
      if (status === 202) retried += 1;
    }
    await pause(2_000);
  }
  return { ms: Date.now() - start, retried };
};
