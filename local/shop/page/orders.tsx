import type { Order, OrderPage as Orders } from '../../../docs/examples/api-types.ts';
import { call } from './api.ts';
import { formatMoney, formatTime, Heading, ProblemNote } from './parts.tsx';
import { customer } from './state.ts';
import { useAnswer } from './use-answer.ts';

const texts = {
  placed: { tone: 'good', name: 'Placed', text: 'We have your order and are reserving its items.' },
  confirmed: { tone: 'good', name: 'Confirmed', text: 'All items are reserved for you. We will ship them soon.' },
  rejected: { tone: 'bad', name: 'Not accepted', text: 'We have too few of some items. Nothing is reserved.' },
  cancelled: { tone: 'plain', name: 'Cancelled', text: 'Nothing is reserved any more, and nothing will be sent.' },
  shipped: { tone: 'good', name: 'Shipped', text: 'It is on its way.' },
};
const statuses = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped'] as const;

const isClosed = ({ status }: Order): boolean => status !== 'placed' && status !== 'confirmed';

/** The states that the order has had, and those that are to come. */
const findSteps = (order: Order): readonly Order['status'][] =>
  isClosed(order) ? statuses.filter((status) => order[`${status}At`]) : ['placed', 'confirmed', 'shipped'];

export const OrderPage = ({ id }: { id: string }) => {
  const as = customer.value.id;
  const { value: order, problem, show } = useAnswer(() => call<Order>(`orders/${id}`, { as }), [id, as], isClosed);
  const cancel = async () => show(await call<Order>(`orders/${id}/cancel`, { method: 'post', as }));

  if (order === undefined) return <ProblemNote problem={problem} />;
  const { name, text } = texts[order.status];
  return (
    <>
      <Heading>{`Order ${order.number}`}</Heading>
      <p role="status" class="lead">
        {name}. {text} {order.shipment && Object.values(order.shipment).join(' ')}
      </p>
      <ol class="steps">
        {findSteps(order).map((step) => (
          <li key={step} class={order[`${step}At`] && texts[step].tone} aria-current={step === order.status && 'step'}>
            <strong>{texts[step].name}</strong>
            <small>{formatTime(order[`${step}At`])}</small>
          </li>
        ))}
      </ol>
      <ul class="lines">
        {order.items.map(({ productId, name, quantity, lineTotal, short, available }) => (
          <li key={productId}>
            <span class="wide">{`${quantity} × ${name}`}</span>
            {short && <em class="badge bad">{available ? `Only ${available} left` : 'Sold out'}</em>}
            <strong>{formatMoney(lineTotal, order.currency)}</strong>
          </li>
        ))}
        <li>
          <span class="wide">Total</span>
          <strong>{formatMoney(order.total, order.currency)}</strong>
        </li>
      </ul>
      <ProblemNote problem={problem} />
      {!isClosed(order) && (
        <details>
          <summary>Cancel order</summary>
          <p>Cancel this order? Nothing will be sent.</p>
          <button type="button" onClick={cancel}>
            Yes, cancel it
          </button>
        </details>
      )}
    </>
  );
};

export const OrdersPage = ({ cursor }: { cursor: string }) => {
  const as = customer.value.id;
  const path = `orders?limit=20${cursor && `&cursor=${cursor}`}`;
  const { value: page, problem } = useAnswer(() => call<Orders>(path, { as }), [path, as]);
  return (
    <>
      <Heading>{cursor ? 'Older orders' : 'Your orders'}</Heading>
      <ProblemNote problem={problem} />
      {page?.items.length === 0 && <p class="lead">No orders yet.</p>}
      <ul class="lines">
        {page?.items.map(({ id, number, status, total, currency, items, placedAt }) => (
          <li key={id}>
            <div class="wide">
              <a href={`#/order/${id}`}>{number}</a>
              <small>{`${formatTime(placedAt)} · ${items.map(({ name }) => name).join(', ')}`}</small>
            </div>
            <span class={`badge ${texts[status].tone}`}>{texts[status].name}</span>
            <strong>{formatMoney(total, currency)}</strong>
          </li>
        ))}
      </ul>
      {page?.nextCursor && <a href={`#/orders/${page.nextCursor}`}>Older orders</a>}
    </>
  );
};
