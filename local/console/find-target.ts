import type { ConsoleParts } from './console-parts.ts';

/** A part that a path of the console stands for. */
export type PartTarget = { name: string; url: string; asOperator: boolean };

const BUS = /^\/service-bus\/(queues|faults|pause|messages)$/;

/**
 * `pathAndQuery` is normalized: it has no dot segments. Undefined if no part may be reached there:
 * of Azurite only uploads, of the stand-ins only their control endpoints.
 */
export const findTarget = (
  { host, cosmos, serviceBusControl, blobs, traces }: ConsoleParts,
  method: string,
  { pathname, search }: URL,
): PartTarget | undefined => {
  const path = pathname + search;
  const of = (name: string, url: string): PartTarget => ({ name, url, asOperator: false });
  if (pathname.startsWith('/api/')) return { ...of('The functions host', host + path), asOperator: true };
  if (pathname.startsWith('/admin/')) return of('The functions host', host + path);
  if (pathname === '/cosmos/faults') return of('Cosmos DB', `${cosmos}/_hearth/faults`);
  const control = BUS.exec(pathname)?.[1];
  if (control !== undefined) return of('Service Bus', `${serviceBusControl}/_hearth/${control}${search}`);
  if (method === 'PUT' && pathname.startsWith('/blobs/')) return of('Storage', blobs + path.slice('/blobs'.length));
  if (traces !== undefined && /^\/traces(\/|$)/.test(pathname)) return of('The traces', traces + path);
  return undefined;
};
