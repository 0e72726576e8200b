import { connectionProblem, useLive } from './live.ts';
import { Notices } from './parts/notices.tsx';
import { linkTo, type Route, useRoute, type ViewName, views } from './route.ts';
import { StatusBar } from './status-bar.tsx';
import { FaultsView } from './views/faults.tsx';
import { LogView } from './views/log.tsx';
import { OrderView } from './views/order.tsx';
import { OrdersView } from './views/orders.tsx';
import { ProductsView } from './views/products.tsx';
import { QueuesView } from './views/queues.tsx';
import { TimersView } from './views/timers.tsx';
import { WebhooksView } from './views/webhooks.tsx';

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
  const { view, id, query } = route;
  switch (view) {
    case 'orders':
      return id === undefined ? <OrdersView live={values.orders} /> : <OrderView key={id} live={values.order} />;
    case 'queues':
      return <QueuesView live={values['dead-letters']} status={values.status?.value} />;
    case 'faults':
      return <FaultsView status={values.status} orders={values.orders} />;
    case 'timers':
      return <TimersView live={values.timers} />;
    case 'products':
      return <ProductsView live={values.products} id={id} />;
    case 'webhooks':
      return <WebhooksView live={values.webhooks} />;
    case 'log':
      return <LogView query={query} />;
  }
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
