import { plain } from '../adapters/sharp/test-images.ts';
import { leakIn } from '../fuzz/leaks.ts';
import { sendBytes, sendOverWire } from '../fuzz/wire.ts';
import { fieldsOf, textField } from '../support/api-answer.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(120_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  stack = await startStack({ storage: true });
  api = httpApi(stack);
});

afterAll(() => stack.close());

const NOBODY_LOGS = 'Zq7';

const address = {
  recipient: `${NOBODY_LOGS}Recipient`,
  line1: `${NOBODY_LOGS}Street 1`,
  line2: `${NOBODY_LOGS}Floor`,
  city: `${NOBODY_LOGS}City`,
  region: `${NOBODY_LOGS}Region`,
  postalCode: `${NOBODY_LOGS}-1`,
  country: 'DE',
};

const end = 'host: x\r\nconnection: close\r\n';
const long = 'a'.repeat(20_000);
const post = `POST /api/v1/orders HTTP/1.1\r\n${end}content-type: application/json\r\n`;

const framings: Record<string, string | Uint8Array> = {
  'no host': 'GET /api/v1/products HTTP/1.1\r\nconnection: close\r\n\r\n',
  'two hosts': `GET /api/v1/products HTTP/1.1\r\nhost: evil\r\n${end}\r\n`,
  'a host that is none': 'GET /api/v1/products HTTP/1.1\r\nhost: a b/@:x\r\nconnection: close\r\n\r\n',
  'two lengths': `${post}content-length: 2\r\ncontent-length: 5\r\n\r\n{}`,
  'a negative length': `${post}content-length: -1\r\n\r\n{}`,
  'a length beyond numbers': `${post}content-length: 99999999999999999999999\r\n\r\n{}`,
  'a length and chunks': `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunks of no size': `${post}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  'a body shorter than it claims': `${post}content-length: 100\r\n\r\n{}`,
  'an encoding twice': `${post}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`,
  'a folded header': `GET /api/v1/products HTTP/1.1\r\n${end}x-a: b\r\n c\r\n\r\n`,
  'a zero byte in a header': `GET /api/v1/products HTTP/1.1\r\n${end}x-a: b\0c\r\n\r\n`,
  'a name with a blank': `GET /api/v1/products HTTP/1.1\r\n${end}x a: b\r\n\r\n`,
  'bare line feeds': 'GET /api/v1/products HTTP/1.1\nhost: x\nconnection: close\n\n',
  'a header too long': `GET /api/v1/products HTTP/1.1\r\n${end}x-a: ${long}\r\n\r\n`,
  'a target too long': `GET /api/v1/products/${long} HTTP/1.1\r\n${end}\r\n`,
  'a target with a blank': `GET /api/v1/pro ducts HTTP/1.1\r\n${end}\r\n`,
  'a target of raw bytes': Buffer.from(`GET /api/v1/products/\xff\xfe HTTP/1.1\r\n${end}\r\n`, 'latin1'),
  'a target elsewhere': `GET http://evil.example/api/v1/products HTTP/1.1\r\n${end}\r\n`,
  'a target that is all': `OPTIONS * HTTP/1.1\r\n${end}\r\n`,
  'a target that climbs': `GET /api/v1/../../../etc/passwd HTTP/1.1\r\n${end}\r\n`,
  'a target with two slashes': `GET //api//v1//products HTTP/1.1\r\n${end}\r\n`,
  'a target of bad escapes': `GET /api/v1/products/%/%zz/%c0%af HTTP/1.1\r\n${end}\r\n`,
  'the method TRACE': `TRACE /api/v1/products HTTP/1.1\r\n${end}\r\n`,
  'the method CONNECT': `CONNECT evil.example:443 HTTP/1.1\r\n${end}\r\n`,
  'a method of its own': `HACK /api/v1/products HTTP/1.1\r\n${end}\r\n`,
  'an upgrade': `GET /api/v1/products HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n`,
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'another protocol': 'EHLO x\r\n',
  'nothing but bytes': Uint8Array.from({ length: 256 }, (_, n) => n),
};

test.each(Object.entries(framings))('%s is refused or answered, never a failure', async (_, bytes) => {
  const answers = await sendBytes(stack.url, bytes);

  for (const [, status] of answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)) expect(Number(status)).toBeLessThan(500);
  expect(leakIn(answers)).toBeUndefined();
  expect((await api.call('GET', '/health/live')).status).toBe(200);
});

test('a value that comes twice instead of once gains nobody anything', async () => {
  const alice = ['authorization', `Bearer ${await stack.token('alice')}`] as const;
  const root = ['authorization', `Bearer ${await stack.token('root', 'admin')}`] as const;
  const send = (method: string, target: string, headers: (readonly [string, string])[]) =>
    sendOverWire(stack.url, { method, target: `/api/v1${target}`, headers });

  expect((await send('GET', '/admin/orders', [alice, root])).status).toBe(400);
  expect((await send('GET', '/orders', [alice, alice])).status).toBe(400);
  expect((await send('GET', '/orders?limit=1&limit=2', [alice])).status).toBe(422);

  const type = ['content-type', 'application/json'] as const;
  const key = ['idempotency-key', 'k'] as const;
  const body = JSON.stringify({ items: [{ productId: 'mug', quantity: 1 }], shippingAddress: address });
  for (const headers of [
    [alice, type, type],
    [alice, type, key, key],
  ]) {
    const twice = await sendOverWire(stack.url, { method: 'POST', target: '/api/v1/orders', headers, body });
    expect(twice).toMatchObject({ status: 400, text: expect.stringContaining('malformed_header') });
  }
});

const secretsOf = (connectionString: string): string[] =>
  [...connectionString.matchAll(/(?:AccountKey|SharedAccessKey|SharedAccessSignature)=([^;]+)/g)].map(
    ([, key = '']) => key,
  );

test('no token, address, contact, idempotency key, upload signature or key of a service is in any log', async () => {
  await api.product('mug', 10);
  const alice = await stack.token('alice');
  const root = await stack.token('root', 'admin');
  const forged = `${alice.slice(0, alice.lastIndexOf('.') + 1)}${NOBODY_LOGS}Signature`;
  const key = `${NOBODY_LOGS}-idempotency-key`;
  const contact = { email: `${NOBODY_LOGS}@example.com` };
  const items = [{ productId: 'mug', quantity: 1 }];
  const order = { items, shippingAddress: address, contact, note: `${NOBODY_LOGS}Note` };
  const place = (body: unknown, token = alice) =>
    api.call('POST', '/orders', { body, headers: { authorization: `Bearer ${token}`, 'idempotency-key': key } });

  const placed = await place(order);

  expect(placed.status).toBe(201);
  expect((await place(order)).headers.get('idempotency-replayed')).toBe('true');
  expect((await place({ ...order, note: `${NOBODY_LOGS}Other` })).status).toBe(422);
  expect((await place({ ...order, shippingAddress: { ...address, [`${NOBODY_LOGS}Field`]: 1 } })).status).toBe(422);
  expect((await place({ ...order, contact: { email: `${NOBODY_LOGS}Email`, phone: NOBODY_LOGS } })).status).toBe(422);
  expect((await place(`{"shippingAddress":"${NOBODY_LOGS}City`)).status).toBe(400);
  expect((await place(order, forged)).status).toBe(401);

  await api.until(placed.body.id, ({ status }) => status === 'confirmed');
  const cancelled = { as: ['alice'] as const, body: { reason: `${NOBODY_LOGS}Reason` } };
  expect((await api.call('POST', `/orders/${placed.body.id}/cancel`, cancelled)).status).toBe(200);

  const image = { contentType: 'image/jpeg', bytes: 1000 };
  const added = await api.call('POST', '/products/mug/images', { as: ['root', 'admin'], body: image });
  const upload = textField(fieldsOf(added.body.upload), 'url');
  const signature = new URL(upload).searchParams.get('sig') ?? '';

  expect(signature).toMatch(/.{40}/);

  const good = await plain({ width: 60, height: 40 }).jpeg().toBuffer();
  await api.untilProcessed('mug', await api.upload('mug', good));
  await api.untilProcessed('mug', await api.upload('mug', Buffer.from('no image')));

  stack.cosmos.faults.set({ seed: 1, rules: [{ status: 503, rate: 1 }] });
  expect((await place({ ...order, note: `${NOBODY_LOGS}Outage` })).status).toBe(503);
  stack.cosmos.faults.clear();

  const log = stack.log.join('\n');
  // The log covers all of this.
  expect(log).toContain('backend_unavailable');
  expect(log).toContain('Functions.processUpload');

  const parts = (token: string) => [token, token.split('.')[1] ?? '', token.split('.')[2] ?? ''];
  const services = [stack.settings.Cosmos, stack.settings.ServiceBus, ...Object.values(stack.accounts)].flatMap(
    secretsOf,
  );
  expect(services.length).toBeGreaterThanOrEqual(4);

  const secrets = [NOBODY_LOGS, ...parts(alice), ...parts(root), signature, ...services];
  const written = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);

  expect(written.filter((secret) => log.includes(secret))).toEqual([]);
  expect(stack.log.filter((line) => /[?&]sig=|Bearer ey|AccountKey=[^;*"]/.test(line))).toEqual([]);
});
