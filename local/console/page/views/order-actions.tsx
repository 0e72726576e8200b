import type { Order } from '../../shapes.ts';
import { call } from '../call.ts';
import { Action } from '../parts/action.tsx';
import { AskFirst } from '../parts/ask-first.tsx';
import { linkTo } from '../route.ts';

const pathOf = ({ id }: Order): string => `/api/v1/orders/${id}`;

const MAX_TEXT = 100;
const MAX_REASON = 500;

const Ship = ({ order }: { order: Order }) => (
  <AskFirst
    question="Ship this order?"
    consequence="Its customer sees that it is on its way. It can no longer be cancelled."
    yes="Ship it"
    no="Not yet"
    fields={[
      { name: 'carrier', label: 'Carrier', value: 'DHL', maxLength: MAX_TEXT },
      { name: 'trackingNumber', label: 'Tracking number', value: `TEST-${order.number ?? ''}`, maxLength: MAX_TEXT },
    ]}
    run={async ({ carrier, trackingNumber }) => {
      await call('POST', `${pathOf(order)}/ship`, { carrier, trackingNumber });
      return 'The order was shipped.';
    }}
  >
    Ship
  </AskFirst>
);

const Cancel = ({ order }: { order: Order }) => (
  <AskFirst
    kind="danger"
    question="Cancel this order?"
    consequence="Its units go back into stock, and its customer sees the reason. This cannot be undone."
    yes="Cancel the order"
    no="Keep the order"
    fields={[{ name: 'reason', label: 'Reason', value: 'Cancelled in the console', maxLength: MAX_REASON }]}
    run={async ({ reason }) => {
      await call('POST', `${pathOf(order)}/cancel`, { reason });
      return 'The order was cancelled.';
    }}
  >
    Cancel
  </AskFirst>
);

/** Safe to repeat, so it does not ask. */
const Retry = ({ order }: { order: Order }) => (
  <Action
    kind="main"
    run={async () => {
      await call('POST', `${pathOf(order)}/retry`);
      return 'The order is being processed again.';
    }}
  >
    Retry
  </Action>
);

export const OrderActions = ({ order }: { order: Order }) => {
  const isOpen = order.status === 'placed' || order.status === 'confirmed';
  return (
    <>
      <a class="button" href={linkTo('log', undefined, { order: order.id })}>
        Log
      </a>
      {order.status === 'confirmed' && <Ship order={order} />}
      {isOpen && <Cancel order={order} />}
      {order.due !== undefined && <Retry order={order} />}
    </>
  );
};
