import { performance } from 'node:perf_hooks';
import picocolors from 'picocolors';
import { defaultPorts } from './default-ports.ts';

type Welcome = {
  url: string;
  token: string;
  addresses: readonly (readonly [string, string])[];
  seeded: string;
  /** Address of a picture that is being made. */
  picture: string | undefined;
  /** The host prints warnings and errors alone. */
  quiet: boolean;
};

const order = {
  items: [{ productId: 'oak-table', quantity: 1 }],
  shippingAddress: { recipient: 'Alice Example', line1: '1 High Street', city: 'Berlin', country: 'DE' },
};

const tokenCommand = 'npm run --silent token --';

/** What to do now that everything runs: copied into a shell, line by line, it works. */
export const welcome = ({ url, token, addresses, seeded, picture, quiet }: Welcome): string => {
  const { bold, dim } = picocolors;
  const curl = "curl -w '\\n'";
  const api = `${url}/api/v1`;
  const issuer = addresses.find(([name]) => name === 'Token issuer')?.[1];
  const usual = `http://127.0.0.1:${defaultPorts.identity}`;
  const issuerFlag = issuer === undefined || issuer === usual ? '' : ` --issuer ${issuer}`;
  const rows: (readonly [string, string])[] = [
    ['API', api],
    ['Its pages', `${api}/docs`],
    ['Health', `${api}/health/ready`],
    ...addresses,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    bold(`Hearth is ready in ${(performance.now() / 1000).toFixed(1)} s.`) + dim(`  ${seeded}. Ctrl-C ends all of it.`),
    '',
    ...rows.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`),
    '',
    ...(picture === undefined
      ? []
      : [dim('# A picture for your browser, there in a few seconds: drawn, uploaded, resized'), picture, '']),
    dim('# A token of alice, for an hour; look at products; place an order; look at it (confirmed in a moment)'),
    `export TOKEN=${token}`,
    `${curl} "${api}/products?limit=3"`,
    `${curl} "${api}/orders" -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: first" -d '${JSON.stringify(order)}'`,
    `${curl} "${api}/orders?limit=1" -H "Authorization: Bearer $TOKEN"`,
    '',
    dim('# A token of an admin (products, prices, pictures); of a warehouse worker (stock, shipping)'),
    `export ADMIN=$(${tokenCommand} --sub ada --role admin${issuerFlag})`,
    `export WAREHOUSE=$(${tokenCommand} --sub wilma --role warehouse${issuerFlag})`,
    '',
    ...(quiet ? [dim('Below: warnings and errors. To see every invocation: npm start -- --verbose'), ''] : []),
    '',
  ].join('\n');
};
