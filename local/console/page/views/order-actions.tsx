import type { Order } from '../../shapes.ts';
import { call } from '../call.ts';
import { Action } from '../parts/action.tsx';
import { linkTo } from '../route.ts';

export const OrderActions = ({ order }: { order: Order }) => {
  const path = `/api/v1/orders/${order.id}`;
  const open = order.status === 'placed' || order.status === 'confirmed';
  return (
    <>
      <a class="button" href={linkTo('log', undefined, { order: order.id })}>
        Log
      </a>
      {order.status === 'confirmed' && (
        <Action
          run={async () => {
            await call('POST', `${path}/ship`, { carrier: 'DHL', trackingNumber: `TEST-${Date.now()}` });
            return 'The order was shipped.';
          }}
        >
          Ship
        </Action>
      )}
      {open && (
        <Action
          kind="danger"
          run={async () => {
            await call('POST', `${path}/cancel`, { reason: 'Cancelled in the console' });
            return 'The order was cancelled.';
          }}
        >
          Cancel
        </Action>
      )}
      {order.due !== undefined && (
        <Action
          kind="main"
          run={async () => {
            await call('POST', `${path}/retry`);
            return 'The order is being processed again.';
          }}
        >
          Retry
        </Action>
      )}
    </>
  );
};
