import { gzipSync } from 'node:zlib';
import { pointersOf } from '../../support/api-answer.ts';
import { expectRefusal, names, prepare } from './bad-input.ts';

const MAX = 64 * 1024;
const padded = (good: object, bytes: number): string => JSON.stringify(good).padEnd(bytes - overhead(good));
// `padEnd` counts characters, so this takes off the extra bytes.
const overhead = (good: object): number => Buffer.byteLength(JSON.stringify(good)) - JSON.stringify(good).length;

describe.each(names)('%s', (name) => {
  test.each([
    ['not JSON', '{'],
    ['two values', '{} {}'],
    ['a comment', '/* */ {}'],
    ['a trailing comma', '{"a":1,}'],
    ['JavaScript', "{'a': NaN}"],
    ['blank', ' '],
    ['a form', 'a=b'],
  ])('a body that is %s is malformed', async (_, raw) => {
    await expectRefusal(name, () => ({ raw }), 400, 'malformed_json');
  });

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a list of one', '[{}]'],
    ['a string', '"text"'],
    ['a number', '42'],
    ['true', 'true'],
  ])('a body that is %s is not valid', async (_, raw) => {
    const answer = await expectRefusal(name, () => ({ raw }), 422, 'validation_failed');
    expect(pointersOf(answer)).toEqual(['']);
  });

  test.each(['extra', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a/b~c'])(
    'the unknown field %j is refused',
    async (key) => {
      const raw = (good: object) => `${JSON.stringify(good).slice(0, -1)},${JSON.stringify(key)}:{"a":1}}`;
      const answer = await expectRefusal(name, (good) => ({ raw: raw(good) }), 422, 'validation_failed');
      expect(pointersOf(answer)).toEqual([`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
    },
  );

  test('a body of exactly 64 KiB is read, one byte more is too large', async () => {
    const { api, target } = await prepare(name);
    const { method, path, as, good } = target;
    const headers = { 'content-length': String(MAX) };
    expect((await api.send(method, path, { as, raw: padded(good, MAX), headers })).status).toBeLessThan(300);

    const raw = (body: object) => padded(body, MAX + 1);
    const large = await expectRefusal(name, (body) => ({ raw: raw(body) }), 413, 'payload_too_large');
    expect(large.body.detail).toBe('The body is larger than 64 KiB.');
  });

  test('a body is refused by the length that it claims, before it is read', async () => {
    const headers = { 'content-length': String(MAX + 1) };
    await expectRefusal(name, (body) => ({ body, headers }), 413, 'payload_too_large');
  });

  test('a body that the host dropped because it came in chunks needs a length', async () => {
    await expectRefusal(name, () => ({ headers: { 'transfer-encoding': 'chunked' } }), 411, 'length_required');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/json-patch+json',
    'text/json',
    'application/json; charset=utf-16',
    'application/json; charset=x-utf-8',
    'application/json; charset=utf-80',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; charset=utf-16; charset=utf-8',
    'application/json; version=1; CHARSET="utf-16"',
    'application/json; charset',
    'application/json; charset=',
    'application/json; charset="utf-8',
    'application/json charset=utf-8',
    'application / json',
    'application/json; =utf-8',
    ';',
    '',
    undefined,
  ])('the content type %j is refused', async (type) => {
    const headers = { 'content-type': type };
    await expectRefusal(
      name,
      (body) => ({ raw: Buffer.from(JSON.stringify(body)), headers }),
      415,
      'unsupported_media_type',
    );
  });

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json;',
    'application/json ; ; charset=utf-8 ;',
    'application/json; version=1; profile="a,b; charset=utf-16 \\"c\\""; charset=utf-8',
    'application/json;odata.metadata=minimal',
  ])('the content type %j is read', async (type) => {
    const { api, target } = await prepare(name);
    const { method, path, as, good } = target;
    const answer = await api.send(method, path, { as, body: good, headers: { 'content-type': type } });

    expect(answer.status).toBeLessThan(300);
  });

  test.each(['gzip', 'br', 'GZIP', 'identity, gzip', 'x'])(
    'a body of the content encoding %s is not read, and the answer says why',
    async (encoding) => {
      const sent = (body: object) => ({
        raw: gzipSync(JSON.stringify(body)),
        headers: { 'content-encoding': encoding },
      });
      const { body } = await expectRefusal(name, sent, 415, 'unsupported_media_type');
      expect(body.detail).toBe('Send the body uncompressed, without Content-Encoding.');
    },
  );

  test.each(['identity', 'Identity', ''])('the content encoding %j changes nothing', async (encoding) => {
    const { api, target } = await prepare(name);
    const { method, path, as, good } = target;
    const answer = await api.send(method, path, { as, body: good, headers: { 'content-encoding': encoding } });

    expect(answer.status).toBeLessThan(300);
  });

  test.each([
    ['a byte that UTF-8 does not know', [0xff]],
    ['a sequence cut short', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['a UTF-16 byte order mark', [0xff, 0xfe]],
  ])('%s is malformed', async (_, bytes) => {
    const raw = (good: object) => {
      const [start, end] = [JSON.stringify(good).slice(0, -1), '}'];
      return Buffer.concat([Buffer.from(`${start},"x":"`), Buffer.from(bytes), Buffer.from(`"${end}`)]);
    };
    await expectRefusal(name, (good) => ({ raw: raw(good) }), 400, 'malformed_json');
  });

  test('a body in UTF-16 is malformed', async () => {
    const raw = (good: object) => Buffer.from(`\ufeff${JSON.stringify(good)}`, 'utf16le');
    await expectRefusal(name, (good) => ({ raw: raw(good) }), 400, 'malformed_json');
  });

  test('a UTF-8 byte order mark is ignored, as RFC 8259 allows', async () => {
    const { api, target } = await prepare(name);
    const { method, path, as, good } = target;
    const raw = Buffer.from(`\ufeff${JSON.stringify(good)}`);

    expect((await api.send(method, path, { as, raw })).status).toBeLessThan(300);
  });

  test('a body nested as deep as it may be large is refused without harm', async () => {
    await expectRefusal(
      name,
      () => ({ raw: `${'['.repeat(MAX / 2)}${']'.repeat(MAX / 2)}` }),
      422,
      'validation_failed',
    );
  });
});

test.each([
  [100, undefined],
  [101, 1],
  [302, 202],
])('of %d bad fields, at most 100 are listed and the others counted', async (count, moreErrors) => {
  const many = Object.fromEntries(Array.from({ length: count }, (_, n) => [`x${n}`, 1]));
  const answer = await expectRefusal(
    'placeOrder',
    (body) => ({ body: { ...body, ...many } }),
    422,
    'validation_failed',
  );

  expect(pointersOf(answer)).toHaveLength(100);
  expect(answer.body.moreErrors).toBe(moreErrors);
});

test.each(names.filter((name) => name !== 'cancelOrder'))('%s without a body is malformed', async (name) => {
  await expectRefusal(name, () => ({}), 400, 'malformed_json');
});
