import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { API, type Order } from './api.ts';
import { keepCart, readCart, withQuantity } from './cart.ts';
import { Catalogue, titles } from './catalogue.tsx';
import { CheckoutPage } from './checkout.tsx';
import { OrderPage, OrdersPage } from './orders.tsx';
import { findCustomer } from './parts.tsx';

const CUSTOMER = 'hearth-customer';

/** What follows `#/` in the address, by its slashes. */
const useRoute = (): string[] => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => addEventListener('hashchange', () => setHash(location.hash)), []);
  return hash.split('/').slice(1);
};

const App = () => {
  const [room = '', id = ''] = useRoute();
  const [cart, showCart] = useState(readCart);
  const [customer, showCustomer] = useState(() => findCustomer(localStorage.getItem(CUSTOMER)));
  const setCart: typeof keepCart = (changed) => {
    keepCart(changed);
    showCart(changed);
  };
  const setCustomer = (chosen: string): void => {
    localStorage.setItem(CUSTOMER, chosen);
    showCustomer(findCustomer(chosen));
  };
  const addToCart = (added: string): void => setCart(withQuantity(cart, added, (cart.quantities[added] ?? 0) + 1));
  const onOrder = (order: Order): void => {
    setCart(Object.keys(cart.quantities).reduce((left, each) => withQuantity(left, each, 0), cart));
    location.hash = `#/orders/${order.id}`;
  };
  const Link = ({ to, name }: { to: string; name: string }) => (
    <a href={`#/${to}`} aria-current={to === room && id === '' ? 'page' : undefined}>
      {name}
    </a>
  );
  const units = Object.values(cart.quantities).reduce((sum, quantity) => sum + quantity, 0);
  const isCatalogue = !['cart', 'orders'].includes(room);

  return (
    <>
      <header>
        <a class="brand" href="#/">
          Hearth
        </a>
        <nav aria-label="Shop">
          {titles.map(([category, name]) => (
            <Link key={category} to={category} name={name} />
          ))}
        </nav>
        <Link to="orders" name="Orders" />
        <span aria-live="polite">
          <Link to="cart" name={`Cart (${units})`} />
        </span>
      </header>
      <main>
        {isCatalogue && <Catalogue category={room} addToCart={addToCart} />}
        {room === 'cart' && <CheckoutPage {...{ cart, setCart, customer, setCustomer, onOrder }} />}
        {room === 'orders' && id === '' && <OrdersPage {...{ customer, setCustomer }} />}
        {room === 'orders' && id !== '' && <OrderPage key={id} id={id} customer={customer} />}
      </main>
      <footer>
        A demo shop on Hearth’s public API: see its <a href={`${API}/api/v1/docs`}>reference</a>.
      </footer>
    </>
  );
};

render(<App />, document.body);
