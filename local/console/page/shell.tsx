import { connectionProblem, useLive } from './live.ts';
import { Notices } from './parts/notices.tsx';
import { View } from './parts/view.tsx';
import { linkTo, type Route, useRoute, type ViewName, views } from './route.ts';
import { StatusBar } from './status-bar.tsx';
import { OrderView } from './views/order.tsx';
import { OrdersView } from './views/orders.tsx';

type Values = ReturnType<typeof useLive>['values'];

const topics: Readonly<Record<ViewName, string>> = {
  orders: 'orders',
  queues: 'dead-letters',
  faults: 'orders',
  timers: 'timers',
  products: 'products',
  webhooks: 'webhooks',
  log: '',
};

const topicOf = ({ view, id }: Route): string => (view === 'orders' && id !== undefined ? `order/${id}` : topics[view]);

const Current = ({ route, values }: { route: Route; values: Values }) => {
  if (route.view === 'orders' && route.id !== undefined) return <OrderView key={route.id} live={values.order} />;
  if (route.view === 'orders') return <OrdersView live={values.orders} />;
  return <View title={route.view}>Not built yet.</View>;
};

const Navigation = ({ current }: { current: ViewName }) => (
  <nav aria-label="Views">
    <ul>
      {views.map(({ name, title }) => (
        <li key={name}>
          <a href={linkTo(name)} aria-current={current === name ? 'page' : undefined}>
            {title}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const focusMain = (): void => document.querySelector('main')?.focus();

export const Shell = () => {
  const route = useRoute();
  const { values, isConnected } = useLive(topicOf(route));
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        Skip to the content
      </button>
      <header>
        <p class="brand">
          Hearth <span class="dim">console</span>
        </p>
        <StatusBar live={values.status} problem={connectionProblem(isConnected)} />
      </header>
      <Navigation current={route.view} />
      <main id="main" tabIndex={-1}>
        <Current route={route} values={values} />
      </main>
      <Notices />
    </>
  );
};
