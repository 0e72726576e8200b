import { performance } from 'node:perf_hooks';
import picocolors from 'picocolors';
import { defaultPorts } from './default-ports.ts';
import { pages as appPages } from './pages.ts';

type Welcome = {
  /** Of the functions host. */
  url: string;
  /** Of the token issuer. */
  issuer: string;
  /** What to open in a browser first, by name. */
  pages: readonly (readonly [string, string])[];
  addresses: readonly (readonly [string, string])[];
  seeded: string;
  /** Address of an image that is still being uploaded. */
  image: string | undefined;
  /** The host prints only warnings and errors. */
  quiet: boolean;
};

const order = {
  items: [{ productId: 'oak-table', quantity: 1 }],
  shippingAddress: { recipient: 'Alice Example', line1: '1 High Street', city: 'Berlin', country: 'DE' },
};

/** A flag, unless its value is what the programs take without it. */
const flag = (name: string, value: string, usual: string): string => (value === usual ? '' : ` ${name} ${value}`);

const loopback = (port: number): string => `http://127.0.0.1:${port}`;

/** What runs where, and commands to try. Each of them can be pasted into sh as it stands. */
export const welcome = ({ url, issuer, pages, addresses, seeded, image, quiet }: Welcome): string => {
  const { bold, dim } = picocolors;
  const api = `${url}/api/v1`;
  const atIssuer = flag('--issuer', issuer, loopback(defaultPorts.identity));
  const atApi = flag('--api', api, `${loopback(defaultPorts.host)}/api/v1`);
  const curl = "curl -w '\\n'";
  const token = '-H "Authorization: Bearer $TOKEN"';
  const json = '-H "Content-Type: application/json"';
  const rows: (readonly [string, string])[] = [
    ...pages,
    ['Start page', `${url}/`],
    ...appPages.map(({ name, path }): [string, string] => [name, url + path]),
    ['API (base address)', api],
    ...addresses,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    bold(`Hearth is ready in ${(performance.now() / 1000).toFixed(1)} s.`) +
      dim(`  ${seeded}. Ctrl-C stops everything.`),
    '',
    ...rows.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`),
    '',
    ...(image === undefined
      ? []
      : [dim('# For your browser: an image of a product, ready in a few seconds'), image, '']),
    dim('# In another terminal, in this folder: get a token, list products, place an order, list orders'),
    `TOKEN=$(npx hearth token${atIssuer})`,
    `${curl} "${api}/products?limit=3"`,
    `${curl} "${api}/orders" ${token} ${json} -H "Idempotency-Key: first" -d '${JSON.stringify(order)}'`,
    `${curl} "${api}/orders?limit=1" ${token}`,
    '',
    dim('# Tokens of staff: an admin edits products and images, a warehouse worker sets stock and ships'),
    `ADMIN=$(npx hearth token --sub ada --role admin${atIssuer})`,
    `WAREHOUSE=$(npx hearth token --sub wilma --role warehouse${atIssuer})`,
    '',
    dim('# Is anything stuck?'),
    `npx hearth ops status${atApi}${atIssuer}`,
    '',
    ...(quiet ? [dim('Only warnings and errors follow. To see every invocation: npm start -- --verbose'), ''] : []),
    '',
  ].join('\n');
};
