import { render } from 'preact';
import { API } from './api.ts';
import { Catalogue, categories } from './catalogue.tsx';
import { CheckoutPage } from './checkout.tsx';
import { OrderPage, OrdersPage } from './orders.tsx';
import { cart, customer, customers, hash } from './state.ts';

const App = () => {
  const [, room = '', id = ''] = hash.value.split('/');
  const units = Object.values(cart.value.quantities).reduce((sum, quantity) => sum + quantity, 0);
  const links = [...categories, ['orders', 'Orders'], ['cart', `Cart (${units})`]] as const;
  return (
    <>
      <nav aria-label="Shop" aria-live="polite">
        {links.map(([path, name]) => (
          <a key={path} href={`#/${path}`} class={path === '' ? 'brand' : ''} aria-current={path === room}>
            {name}
          </a>
        ))}
        <select
          aria-label="Customer"
          value={customer.value.address.recipient}
          onChange={({ currentTarget }) => {
            customer.value = customers[currentTarget.selectedIndex] ?? customers[0];
          }}
        >
          {customers.map(({ address: { recipient } }) => (
            <option key={recipient}>{recipient}</option>
          ))}
        </select>
      </nav>
      <main key={customer.value.id + id}>
        {room === 'cart' && <CheckoutPage />}
        {room === 'orders' && <OrdersPage cursor={id} />}
        {room === 'order' && <OrderPage id={id} />}
        {!['cart', 'orders', 'order'].includes(room) && <Catalogue category={room} />}
      </main>
      <footer>
        A demo shop on Hearth’s public API: see its <a href={`${API}/api/v1/docs`}>reference</a>.
      </footer>
    </>
  );
};

render(<App />, document.body);
