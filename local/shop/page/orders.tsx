import { useEffect, useState } from 'preact/hooks';
import { type Answer, call, type Order, type Page, type Status } from './api.ts';
import { followOrder, isOpen } from './follow-order.ts';
import { type Choice, type Customer, CustomerChoice, formatMoney, formatTime, Heading, ProblemNote } from './parts.tsx';

const texts: Readonly<Record<Status, readonly [name: string, text: string]>> = {
  placed: ['Placed', 'We have your order and are reserving its items.'],
  confirmed: ['Confirmed', 'All items are reserved for you. We will ship them soon.'],
  rejected: ['Sold out', 'Some items have sold out, so we could not accept the order. Nothing is reserved.'],
  cancelled: ['Cancelled', 'Nothing is reserved any more, and nothing will be sent.'],
  shipped: ['Shipped', 'It is on its way.'],
};
const statuses = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped'] as const;

/** The states that the order has had, in order of time, and those that are to come. */
const Steps = ({ order }: { order: Order }) => {
  const isToCome = (status: Status): boolean => isOpen(order) && (status === 'confirmed' || status === 'shipped');
  const shown = statuses.filter((status) => order[`${status}At`] !== undefined || isToCome(status));
  return (
    <ol class="steps">
      {shown.map((status) => (
        <li
          key={status}
          class={order[`${status}At`] && 'done'}
          aria-current={status === order.status ? 'step' : undefined}
        >
          <strong>{texts[status][0]}</strong>
          <small>{formatTime(order[`${status}At`])}</small>
        </li>
      ))}
    </ol>
  );
};

export const OrderPage = ({ id, customer }: { id: string; customer: Customer }) => {
  const [{ value: order, problem }, setAnswer] = useState<Answer<Order>>({});
  const show = (answer: Answer<Order>) => setAnswer(({ value }) => ({ ...(value && { value }), ...answer }));
  useEffect(() => {
    const stop = new AbortController();
    void followOrder({ id, as: customer.id, onAnswer: show, signal: stop.signal });
    return () => stop.abort();
  }, [id]);

  const cancel = async (): Promise<void> =>
    show(await call<Order>(`/orders/${id}/cancel`, { method: 'POST', as: customer.id }));

  if (order === undefined) return <ProblemNote problem={problem} />;
  return (
    <>
      <Heading>{`Order ${order.number}`}</Heading>
      <p role="status" class="lead">
        {texts[order.status].join('. ')} {order.shipment && Object.values(order.shipment).join(' ')}
      </p>
      <Steps order={order} />
      <ul class="lines">
        {order.items.map(({ productId, name, quantity, lineTotal, short, available }) => (
          <li key={productId}>
            <span class="name">{`${quantity} × ${name}`}</span>
            {short && <em class="out">{available ? `Only ${available} left` : 'Sold out'}</em>}
            <strong>{formatMoney(lineTotal, order.currency)}</strong>
          </li>
        ))}
        <li>
          <span class="name">Total</span>
          <strong>{formatMoney(order.total, order.currency)}</strong>
        </li>
      </ul>
      <ProblemNote problem={problem} />
      {isOpen(order) && (
        <button type="button" onClick={cancel}>
          Cancel order
        </button>
      )}
    </>
  );
};

export const OrdersPage = ({ customer, setCustomer }: Choice) => {
  const [{ value: page, problem }, setAnswer] = useState<Answer<Page<Order>>>({});
  const read = async (earlier: readonly Order[] = [], cursor = ''): Promise<void> => {
    const answer = await call<Page<Order>>(`/orders?limit=20${cursor && `&cursor=${cursor}`}`, { as: customer.id });
    setAnswer(answer.value ? { value: { ...answer.value, items: [...earlier, ...answer.value.items] } } : answer);
  };
  useEffect(() => void read(), [customer]);
  return (
    <>
      <Heading>Your orders</Heading>
      <CustomerChoice legend="Whose orders?" customer={customer} setCustomer={setCustomer} />
      <ProblemNote problem={problem} />
      {page?.items.length === 0 && <p class="lead">No orders yet.</p>}
      <ul class="lines">
        {page?.items.map(({ id, number, status, total, currency, items, placedAt }) => (
          <li key={id}>
            <a class="name" href={`#/orders/${id}`}>
              {number}
            </a>
            <span class={status}>{texts[status][0]}</span>
            <strong>{formatMoney(total, currency)}</strong>
            <small>{`${formatTime(placedAt)} · ${items.map(({ name }) => name).join(', ')}`}</small>
          </li>
        ))}
      </ul>
      {page?.nextCursor && (
        <button type="button" onClick={() => read(page.items, page.nextCursor)}>
          Show older orders
        </button>
      )}
    </>
  );
};
