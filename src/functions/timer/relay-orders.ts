import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { relayOrders: () => Promise<{ sent: number }>; log: Log };

export const relayOrdersJob =
  ({ relayOrders, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const { sent } = await relayOrders();
    if (sent > 0 || isPastDue) log.info('orders_relayed', { sent, isPastDue });
  };
