import { useState } from 'preact/hooks';
import { chooseOrders, type OrderFilter, states } from '../choose-orders.ts';
import { plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Action } from '../parts/action.tsx';
import { Table } from '../parts/table.tsx';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { placeTestOrder } from '../place-test-order.ts';
import { OrderRow } from './order-row.tsx';

const filters = ['all', ...states, 'retrying', 'attention'] as const;

/** Only if there are any. */
const alarms: Readonly<Partial<Record<OrderFilter, string>>> = { retrying: 'filter alert', attention: 'filter alarm' };

type FiltersProps = { orders: Topics['orders']; filter: OrderFilter; choose: (filter: OrderFilter) => void };

const Filters = ({ orders, filter, choose }: FiltersProps) => (
  <fieldset class="filters">
    <legend class="unseen">Show orders</legend>
    {filters.map((name) => {
      const count = chooseOrders(orders, name).length;
      return (
        <button
          key={name}
          type="button"
          class={(count > 0 ? alarms[name] : undefined) ?? 'filter'}
          aria-pressed={filter === name}
          onClick={() => choose(name)}
        >
          {name === 'attention' ? 'needs attention' : name} <b>{count}</b>
        </button>
      );
    })}
  </fieldset>
);

const columns = ['Order', 'State', 'Work due', 'Items', { name: 'Total', numeric: true }, 'Placed'];

export const OrdersView = ({ live }: { live: Live<Topics['orders']> | undefined }) => {
  const [filter, setFilter] = useState<OrderFilter>('all');
  const orders = live?.value;
  return (
    <View
      title="Orders"
      live={live}
      actions={
        <Action kind="main" run={placeTestOrder}>
          Place a test order
        </Action>
      }
    >
      {orders === undefined ? (
        live?.problem === undefined && <Loading />
      ) : (
        <>
          <Filters orders={orders} filter={filter} choose={setFilter} />
          <Table
            caption="Orders: those that need attention, those that are retried, then the newest"
            columns={columns}
            empty={filter === 'all' ? 'No orders yet. Place a test order to follow one.' : 'No such orders.'}
          >
            {chooseOrders(orders, filter).map((order) => (
              <OrderRow key={order.id} order={order} progress={orders.progress[order.id]} />
            ))}
          </Table>
          {orders.hasMore && (
            <p class="dim">These are the newest {plural(orders.recent.length, 'order')}. There are more.</p>
          )}
          <Unknowns items={orders.unknown} />
        </>
      )}
    </View>
  );
};
