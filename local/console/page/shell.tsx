import { useEffect, useRef } from 'preact/hooks';
import { connectionProblem, useLive } from './live.ts';
import { Notices } from './parts/notices.tsx';
import { useSampling } from './recovery.ts';
import { linkTo, type Route, useRoute, type ViewName, views } from './route.ts';
import { StatusBar } from './status-bar.tsx';
import { FaultsView } from './views/faults.tsx';
import { LogView } from './views/log.tsx';
import { OrderView } from './views/order.tsx';
import { OrdersView } from './views/orders.tsx';
import { ProductView } from './views/product.tsx';
import { ProductsView } from './views/products.tsx';
import { QueuesView } from './views/queues.tsx';
import { TimersView } from './views/timers.tsx';
import { TraceView } from './views/trace.tsx';
import { TracesView } from './views/traces.tsx';
import { WebhooksView } from './views/webhooks.tsx';

type Values = ReturnType<typeof useLive>['values'];

const topics: Readonly<Record<ViewName, string>> = {
  orders: 'orders',
  queues: 'dead-letters',
  faults: 'newest-orders',
  timers: 'timers',
  products: 'products',
  webhooks: 'webhooks',
  log: '',
  traces: 'traces',
};

const topicOf = ({ view, id }: Route): string => {
  if (id === undefined) return topics[view];
  if (view === 'orders') return `order/${id}`;
  if (view === 'products') return `product/${id}`;
  return view === 'traces' ? `trace/${id}` : topics[view];
};

const Current = ({ route, values }: { route: Route; values: Values }) => {
  const { view, id, query } = route;
  switch (view) {
    case 'orders':
      return id === undefined ? <OrdersView live={values.orders} /> : <OrderView key={id} live={values.order} />;
    case 'queues':
      return <QueuesView live={values['dead-letters']} status={values.status?.value} />;
    case 'faults':
      return <FaultsView status={values.status} orders={values['newest-orders']} />;
    case 'timers':
      return <TimersView live={values.timers} />;
    case 'products':
      return id === undefined ? (
        <ProductsView live={values.products} />
      ) : (
        <ProductView key={id} live={values.product} />
      );
    case 'webhooks':
      return <WebhooksView live={values.webhooks} />;
    case 'log':
      return <LogView query={query} />;
    case 'traces':
      return id === undefined ? <TracesView live={values.traces} /> : <TraceView key={id} live={values.trace} />;
  }
};

/** Traces only where something collects them. */
const Navigation = ({ current, hasTraces }: { current: ViewName; hasTraces: boolean }) => {
  const links = useRef<HTMLElement>(null);
  // On a phone the navigation scrolls sideways.
  useEffect(
    () => links.current?.querySelector(`a[href="${linkTo(current)}"]`)?.scrollIntoView({ block: 'nearest' }),
    [current],
  );
  return (
    <nav ref={links} aria-label="Views">
      <ul>
        {views
          .filter(({ name }) => name !== 'traces' || hasTraces)
          .map(({ name, title }) => (
            <li key={name}>
              <a href={linkTo(name)} aria-current={current === name ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
};

const focusMain = (): void => document.querySelector('main')?.focus();

export const Shell = () => {
  const route = useRoute();
  const { values, isConnected } = useLive(topicOf(route));
  useSampling(values.status?.value);
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        Skip to content
      </button>
      <header>
        <p class="brand">
          Hearth <span class="dim">console</span>
        </p>
        <StatusBar live={values.status} problem={connectionProblem(isConnected)} />
      </header>
      <Navigation current={route.view} hasTraces={values.status?.value?.hasTraces ?? false} />
      <main id="main" tabIndex={-1}>
        <Current route={route} values={values} />
      </main>
      <Notices />
    </>
  );
};
