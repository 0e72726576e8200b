import { useEffect, useState } from 'preact/hooks';

/** The views, in the order of the navigation. */
export const views = [
  { name: 'orders', title: 'Orders' },
  { name: 'queues', title: 'Queues' },
  { name: 'faults', title: 'Faults' },
  { name: 'timers', title: 'Timers' },
  { name: 'products', title: 'Products' },
  { name: 'webhooks', title: 'Webhooks' },
  { name: 'log', title: 'Log' },
  { name: 'traces', title: 'Traces' },
] as const;

export type ViewName = (typeof views)[number]['name'];

/** `#/orders/ord_1?kind=event`: view, id and query. */
export type Route = { view: ViewName; id: string | undefined; query: URLSearchParams };

export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  const view = views.find((each) => each.name === name)?.name ?? 'orders';
  return { view, id: id ? decodeURIComponent(id) : undefined, query: new URLSearchParams(query) };
};

/** The address of a view, for a link. */
export const linkTo = (view: ViewName, id?: string, query?: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString();
  return `#/${view}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${text === '' ? '' : `?${text}`}`;
};

export const useRoute = (): Route => {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const onChange = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return route;
};
