import { useEffect, useState } from 'preact/hooks';
import { call, type Order, type Problem, type Product } from './api.ts';
import { type Cart, withQuantity } from './cart.ts';
import { type Choice, CustomerChoice, formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';

type Checkout = Choice & { cart: Cart; setCart: (cart: Cart) => void; onOrder: (order: Order) => void };

/** Reads the products in the cart: prices and names are the shop's business, not the browser's. */
const readProducts = async (ids: readonly string[]): Promise<Product[]> => {
  const answers = await Promise.all(ids.map((id) => call<Product>(`/products/${id}`)));
  return answers.flatMap(({ value }) => value ?? []);
};

export const CheckoutPage = ({ cart, setCart, customer, setCustomer, onOrder }: Checkout) => {
  const [products, setProducts] = useState<Product[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [isSending, setIsSending] = useState(false);
  const ids = Object.keys(cart.quantities);
  // After a refusal, too: prices may have changed, and products may be gone.
  useEffect(() => void readProducts(ids).then(setProducts), [ids.join(), problem]);
  const lines = products.flatMap((product) => ({ product, quantity: cart.quantities[product.id] ?? 0 }));
  const expectedTotal = lines.reduce((sum, { product, quantity }) => sum + product.price.amount * quantity, 0);

  const order = async (): Promise<void> => {
    setIsSending(true);
    const items = lines.map(({ product, quantity }) => ({ productId: product.id, quantity }));
    const body = { items, shippingAddress: customer.address, expectedTotal };
    const headers = { 'idempotency-key': cart.key };
    const answer = await call<Order>('/orders', { method: 'POST', as: customer.id, headers, body });
    setIsSending(false);
    setProblem(answer.problem);
    if (answer.value) onOrder(answer.value);
  };

  return (
    <>
      <Heading>{ids.length === 0 ? 'Your cart is empty' : 'Your cart'}</Heading>
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
      <button type="button" class="main" disabled={isSending || lines.length === 0} onClick={order}>
        Place order · {formatMoney(expectedTotal, products[0]?.price.currency ?? 'EUR')}
      </button>
    </>
  );
};
