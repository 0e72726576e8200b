import { useEffect, useState } from 'preact/hooks';
import { type Answer, call, type Order, type Problem, type Product } from './api.ts';
import { type Cart, withQuantity } from './cart.ts';
import { type Choice, CustomerChoice, formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';

type Checkout = Choice & { cart: Cart; setCart: (cart: Cart) => void; onOrder: (order: Order) => void };

export const CheckoutPage = ({ cart, setCart, customer, setCustomer, onOrder }: Checkout) => {
  const [products, setProducts] = useState<Product[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [isSending, setIsSending] = useState(false);
  const ids = Object.keys(cart.quantities);
  const lines = products.flatMap((product) => {
    const quantity = cart.quantities[product.id];
    return quantity === undefined ? [] : { product, quantity };
  });
  const expectedTotal = lines.reduce((sum, { product, quantity }) => sum + product.price.amount * quantity, 0);

  /** Prices may have changed since, and what is no longer sold leaves the cart. */
  const read = async (): Promise<void> => {
    const answers = await Promise.all(ids.map((id) => call<Product>(`/products/${id}`)));
    setProducts(answers.flatMap(({ value }) => value ?? []));
    const isGone = (each: Answer<Product> | undefined): boolean => each?.problem?.code === 'not_found';
    const gone = ids.filter((_, index) => isGone(answers[index]));
    const failed = answers.find((each) => each.problem && !isGone(each));
    if (failed?.problem) setProblem(failed.problem);
    if (gone.length > 0) setCart(gone.reduce((left, id) => withQuantity(left, id, 0), cart));
  };
  useEffect(() => void read(), [ids.join()]);

  const order = async (): Promise<void> => {
    setIsSending(true);
    const items = lines.map(({ product, quantity }) => ({ productId: product.id, quantity }));
    const body = { items, shippingAddress: customer.address, expectedTotal };
    const headers = { 'idempotency-key': cart.key };
    const answer = await call<Order>('/orders', { method: 'POST', as: customer.id, headers, body });
    setIsSending(false);
    setProblem(answer.problem);
    await (answer.value ? onOrder(answer.value) : read());
  };

  if (ids.length === 0) return <Heading>Your cart is empty</Heading>;
  return (
    <>
      <Heading>Your cart</Heading>
      <ul class="lines">
        {lines.map(({ product: { id, name, price }, product, quantity }) => (
          <li key={id}>
            <Photo product={product} sizes="5rem" />
            <span class="name">{name}</span>
            <input
              {...{ type: 'number', min: 0, max: 99, value: quantity, 'aria-label': `Quantity of ${name}` }}
              onChange={({ currentTarget: { valueAsNumber } }) => setCart(withQuantity(cart, id, valueAsNumber || 0))}
            />
            <strong>{formatMoney(price.amount * quantity, price.currency)}</strong>
            <button type="button" aria-label={`Remove ${name}`} onClick={() => setCart(withQuantity(cart, id, 0))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <CustomerChoice legend="Who is ordering?" customer={customer} setCustomer={setCustomer} />
      <ProblemNote problem={problem} />
      <button type="button" class="main" disabled={isSending || lines.length < ids.length} onClick={order}>
        Place order · {formatMoney(expectedTotal, products[0]?.price.currency ?? 'EUR')}
      </button>
    </>
  );
};
