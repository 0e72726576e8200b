import fc from 'fast-check';
import { textField } from '../support/api-answer.ts';
import { httpApi } from '../support/http-api.ts';
import type { Stack } from '../support/stack.ts';
import { checkFuzzed } from './check-fuzzed.ts';
import type { FuzzOptions } from './fuzz-api.ts';
import { type FuzzRequest, fillPath, fuzzRequests } from './requests.ts';
import { createTally, type Tally } from './tally.ts';
import { sendOverWire } from './wire.ts';

const people: Readonly<Record<string, readonly [string, ...string[]]>> = {
  alice: ['alice'],
  bob: ['bob'],
  warehouse: ['wendy', 'warehouse'],
  admin: ['ada', 'admin'],
};

/** Framing headers. `sendBytes` sends false ones; elsewhere they state the length of the body. */
const framing = ['content-length', 'transfer-encoding', 'expect', 'connection'];

/** node:http sends Latin-1, but the host reads UTF-8. */
const asUtf8 = (value: string): string => Buffer.from(value).toString('latin1');

const sent = async (stack: Stack, request: FuzzRequest, tally: Tally): Promise<void> => {
  const { method, body } = request;
  const person = people[request.as];
  const target = `/api/v1${request.target}`.replaceAll(/[^\x21-\x7e]/g, (odd) =>
    encodeURIComponent(odd.toWellFormed()),
  );
  const headers = [
    ...(person ? [['authorization', `Bearer ${await stack.token(...person)}`] as const] : []),
    ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
    ...request.headers
      .filter(([name]) => !framing.includes(name))
      .map(([name, value]) => [name, asUtf8(value)] as const),
  ];
  const answer = await sendOverWire(stack.url, { method, target, headers, ...(body !== undefined && { body }) });
  const { pathname } = new URL(target, stack.url);
  if (/^[^?]*%00/.test(target)) {
    if (answer.status !== 400 || answer.text !== '') throw new Error(`${answer.status} for a NUL in the path`);
  } else if (pathname.startsWith('/api/')) checkFuzzed(request, pathname, answer);
  else if (answer.status !== 404) throw new Error(`${answer.status} of the host itself`);
  tally.add(request.of.replace(/Head$/, ''), answer.status);
};

const world = async (stack: Stack): Promise<Readonly<Record<string, string>>> => {
  const api = httpApi(stack);
  for (const [id, units] of [
    ['mug', 100],
    ['oak-table', 1000],
    ['cup', 0],
  ] as const) {
    await api.product(id, units);
  }
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(textField((await api.place('alice', { mug: 1 })).body, 'id'));
  const [shipped = '', cancelled = '', confirmed = '', placed = '', last = ''] = ids;
  for (const id of ids) await api.until(id, ({ status }) => status === 'confirmed');
  await api.call('POST', `/orders/${shipped}/ship`, {
    as: ['w', 'warehouse'],
    body: { carrier: 'a', trackingNumber: 'b' },
  });
  await api.call('POST', `/orders/${cancelled}/cancel`, { as: ['alice'] });
  const image = { contentType: 'image/jpeg', bytes: 1000 };
  const added = await api.call('POST', '/products/mug/images', { as: ['root', 'admin'], body: image });
  const page = await api.call('GET', '/orders?limit=1', { as: ['alice'] });
  const { headers } = await api.call('GET', '/products/mug');
  const imageId = textField(added.body, 'id');
  return {
    shipped,
    cancelled,
    confirmed,
    placed,
    missing: `${last.slice(0, -2)}00`,
    dead: '1',
    ready: imageId,
    added: imageId,
    cursor: encodeURIComponent(textField(page.body, 'nextCursor')),
    etag: headers.get('etag') ?? '',
  };
};

/** Sends the same requests over the wire to the built app in the host, with the real adapters. */
export const fuzzWire = async (stack: Stack, { runs, seed }: FuzzOptions) => {
  const tally = createTally();
  const sequences = fc.array(fuzzRequests, { minLength: 40, maxLength: 40 });
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const names = await world(stack);
    for (const step of sequence) {
      await sent(stack, fillPath(step, names), tally).catch((error: unknown) => {
        throw new Error(`${step.method} ${step.target}: ${error}`, { cause: error });
      });
    }
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(runs / 40), endOnFailure: true });
  return tally;
};
