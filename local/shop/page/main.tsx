import { render } from 'preact';
import { Catalogue } from './catalogue.tsx';
import { CheckoutPage } from './checkout.tsx';
import { OrderPage, OrdersPage } from './orders.tsx';
import { cart, customer, customers, hash } from './state.ts';

const App = () => {
  const [, room = '', id = ''] = hash.value.split('/');
  const units = Object.values(cart.value.quantities).reduce((sum, quantity) => sum + quantity, 0);
  return (
    <>
      <nav class="sticky" aria-label="Shop" aria-live="polite">
        <a class="brand wide" href="#/">
          Hearth
        </a>
        <a href="#/orders">Orders</a>
        <a href="#/cart">Cart ({units})</a>
        <select
          aria-label="Customer"
          value={customer.value.address.recipient}
          onChange={({ currentTarget }) => {
            customer.value = customers[currentTarget.selectedIndex] ?? customers[0];
            if (id) location.replace('#/orders');
          }}
        >
          {customers.map(({ address: { recipient } }) => (
            <option key={recipient}>{recipient}</option>
          ))}
        </select>
      </nav>
      <main key={customer.value.id + hash.value}>
        {room === 'cart' && <CheckoutPage />}
        {room === 'orders' && <OrdersPage cursor={id} />}
        {room === 'order' && <OrderPage id={id} />}
        {!['cart', 'orders', 'order'].includes(room) && <Catalogue />}
      </main>
    </>
  );
};

render(<App />, document.body);
