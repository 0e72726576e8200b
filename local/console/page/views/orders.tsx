import { useState } from 'preact/hooks';
import type { Order } from '../../shapes.ts';
import { call, textIn } from '../call.ts';
import { formatMoney, formatSpan, formatWhen, plural, toWords } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const states = ['placed', 'confirmed', 'shipped', 'rejected', 'cancelled'] as const;

const ATTENTION = 'attention';

const describeItems = ({ items }: Order): string =>
  items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');

const describeDue = ({ due, dueSince }: Order): string => {
  if (due === undefined) return '';
  return dueSince === undefined ? due : `${due} for ${formatSpan(Date.now() - Date.parse(dueSince))}`;
};

const OrderRow = ({ order }: { order: Order }) => (
  <tr>
    <td>
      <a class="code" href={linkTo('orders', order.id)}>
        {order.number ?? order.id}
      </a>
    </td>
    <td>
      <Badge text={order.status} />
      {order.attention !== undefined && <Badge text="needs attention" tone="bad" />}
    </td>
    <td class="wide">{describeItems(order)}</td>
    <td class="number">{formatMoney(order.total, order.currency)}</td>
    <td class="dim">{describeDue(order)}</td>
    <td class="dim nowrap">{formatWhen(order.placedAt)}</td>
  </tr>
);

type Filter = (typeof states)[number] | typeof ATTENTION | 'all';

const chooseOrders = ({ recent, flagged }: Topics['orders'], filter: Filter): readonly Order[] => {
  if (filter === ATTENTION) return flagged;
  if (filter === 'all') return recent;
  return recent.filter(({ status }) => status === filter);
};

/** The API takes an order of anybody with a token: the console is its own customer. */
const placeTestOrder = async (): Promise<string> => {
  const { body } = await call('GET', '/api/v1/products?limit=20');
  const { items = [] }: { items?: { id: string; availability: string }[] } = Object(body);
  const sold = items.filter(({ availability }) => availability !== 'out');
  const chosen = sold[Math.floor(Math.random() * sold.length)];
  if (chosen === undefined) throw new Error('No product is in stock. Set its stock under Products.');
  const shippingAddress = { recipient: 'Test Order', line1: '1 High Street', city: 'Berlin', country: 'DE' };
  const order = { items: [{ productId: chosen.id, quantity: 1 }], shippingAddress };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { body: placed } = await call('POST', '/api/v1/orders', order, headers);
  return `Order ${textIn(placed, 'number')} was placed.`;
};

type FiltersProps = { orders: Topics['orders']; filter: Filter; choose: (filter: Filter) => void };

const Filters = ({ orders, filter, choose }: FiltersProps) => (
  <fieldset class="filters">
    <legend class="unseen">Show orders</legend>
    {(['all', ...states, ATTENTION] as const).map((name) => {
      const count = chooseOrders(orders, name).length;
      return (
        <button
          key={name}
          type="button"
          class={name === ATTENTION && count > 0 ? 'filter alarm' : 'filter'}
          aria-pressed={filter === name}
          onClick={() => choose(name)}
        >
          {name === ATTENTION ? 'needs attention' : toWords(name)} <b>{count}</b>
        </button>
      );
    })}
  </fieldset>
);

export const OrdersView = ({ live }: { live: Live<Topics['orders']> | undefined }) => {
  const [filter, setFilter] = useState<Filter>('all');
  const orders = live?.value;
  const shown = orders === undefined ? [] : chooseOrders(orders, filter);
  return (
    <View
      title="Orders"
      problem={live?.problem}
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
            caption="Orders, the newest first"
            columns={['Order', 'State', 'Items', { name: 'Total', numeric: true }, 'Due', 'Placed']}
            empty={filter === 'all' ? 'No orders yet. Place a test order to see one travel.' : `No such orders.`}
          >
            {shown.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </Table>
          {orders.hasMore && (
            <p class="dim">These are the newest {plural(orders.recent.length, 'order')}. There are more.</p>
          )}
        </>
      )}
    </View>
  );
};
