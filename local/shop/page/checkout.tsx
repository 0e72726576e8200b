import { useState } from 'preact/hooks';
import type { Order, PlaceOrder, Product } from '../../../docs/examples/api-types.ts';
import { type Answer, call, type Problem } from './api.ts';
import { formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';
import { cart, customer, setQuantity } from './state.ts';
import { useAnswer } from './use-answer.ts';

/** Prices may have changed. What is no longer sold is removed from the cart. */
const readProducts = async (ids: readonly string[]): Promise<Answer<Product[]>> => {
  const answers = await Promise.all(ids.map((id) => call<Product>(`products/${id}`)));
  const isGone = ({ problem }: Answer<Product> = {}): boolean => problem?.status === 404;
  for (const id of ids.filter((_, index) => isGone(answers[index]))) setQuantity(id, 0);
  const problem = answers.find((each) => each.problem && !isGone(each))?.problem;
  return problem ? { problem } : { value: answers.flatMap(({ value }) => value ?? []) };
};

export const CheckoutPage = () => {
  const { key, quantities } = cart.value;
  const { id: as, address } = customer.value;
  const [isSending, setIsSending] = useState(false);
  const [refusal, setRefusal] = useState<Problem>();
  const ids = Object.keys(quantities);
  const { value: products = [], problem } = useAnswer(() => readProducts(ids), [ids.join(), refusal]);
  const items = products
    .map((product) => ({ ...product, quantity: quantities[product.id] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const expectedTotal = items.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0);

  const order = async (): Promise<void> => {
    setIsSending(true);
    const lines = items.map(({ id, quantity }) => ({ productId: id, quantity }));
    const json: PlaceOrder = { items: lines, shippingAddress: address, expectedTotal };
    const placed = await call<Order>('orders', { method: 'post', as, headers: { 'idempotency-key': key }, json });
    setIsSending(false);
    setRefusal(placed.problem);
    if (placed.value === undefined) return;
    for (const id of ids) setQuantity(id, 0);
    location.hash = `#/order/${placed.value.id}`;
  };

  if (ids.length === 0) return <Heading>Your cart is empty</Heading>;
  return (
    <>
      <Heading>Your cart</Heading>
      <ul class="lines">
        {items.map(({ id, name, price, images, quantity }) => (
          <li key={id}>
            <Photo images={images} sizes="3.5rem" />
            <span class="wide">{name}</span>
            <input
              type="number"
              aria-label={`Quantity of ${name}`}
              min={0}
              max={99}
              value={quantity}
              onChange={({ currentTarget }) => setQuantity(id, currentTarget.valueAsNumber || 0)}
            />
            <strong>{formatMoney(price.amount * quantity, price.currency)}</strong>
            <button type="button" aria-label={`Remove ${name}`} onClick={() => setQuantity(id, 0)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <p>{`For ${address.recipient}, ${address.line1}, ${address.city}`}</p>
      <ProblemNote problem={refusal ?? problem} />
      <button type="button" class="main" disabled={isSending || items.length < ids.length} onClick={order}>
        Place order · {formatMoney(expectedTotal, items[0]?.price.currency ?? 'EUR')}
      </button>
    </>
  );
};
