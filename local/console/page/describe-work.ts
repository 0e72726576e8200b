import type { Order } from '../shapes.ts';
import type { WorkProgress } from '../work-progress.ts';
import { formatWhen, plural } from './format.ts';

/** `what`: the work and how far it is. `why`: what is in its way. */
export type WorkText = { what: string; why: string };

const describeFailed = ({ failed, most }: WorkProgress): string => {
  if (failed === 0) return 'its message was not sent';
  return most === undefined ? `${plural(failed, 'attempt')} failed` : `attempt ${failed} of ${most} failed`;
};

/** What an order still owes, for people. Empty if it owes nothing. */
export const describeWork = (order: Order, progress: WorkProgress | undefined): WorkText => {
  const { due, dueSince, attention } = order;
  if (attention !== undefined) return { what: due === undefined ? '' : `${due}: given up`, why: attention.reason };
  if (due === undefined) return { what: '', why: '' };
  if (progress === undefined) {
    return { what: dueSince === undefined ? due : `${due}, due since ${formatWhen(dueSince)}`, why: '' };
  }
  const next = progress.nextAt === undefined ? '' : `, next at ${formatWhen(progress.nextAt)}`;
  return { what: `${due}: ${describeFailed(progress)}${next}`, why: progress.reason ?? '' };
};
