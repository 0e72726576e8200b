import { routes } from '../../../src/functions/http/routes.ts';
import { type Api, callers, startApi } from '../../support/api-harness.ts';
import { type AccessRow, accessRows } from './access-rows.ts';
import { startIdentities } from './forged-tokens.ts';

type Identities = Awaited<ReturnType<typeof startIdentities>>;

let identities: Identities;

beforeAll(async () => {
  identities = await startIdentities();
});

afterAll(() => identities.close());

const shopFor = async ({ call }: AccessRow) => {
  const api = startApi({ identity: identities.identity });
  await api.product('mug');
  const [method, path, body, key] = await call(api);
  const send = (call: Parameters<Api['send']>[2]) =>
    api.send(method, path, { ...call, headers: { 'idempotency-key': key, ...call?.headers }, ...(body && { body }) });
  return { api, send };
};

test('every operation has its row', () => {
  expect(Object.keys(accessRows).toSorted()).toEqual(Object.keys(routes).toSorted());
});

test('the tokens of the table are distinct', () => {
  const { bad, identity } = identities;
  const all = [...Object.values(bad), ...Object.values(identity.tokenOf)];

  expect(new Set(all).size).toBe(all.length);
  expect(Object.keys(bad).length).toBeGreaterThanOrEqual(19);
});

const codes: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found' };

describe.each(Object.entries(accessRows))('%s', (operation, row) => {
  test.each(callers.map((as) => [as, row.answers[as]] as const))('answers %s with %d', async (as, status) => {
    const { api, send } = await shopFor(row);
    const before = await api.state();
    const answer = await send({ as });

    expect(answer).toMatchObject({ operation, status });

    if (status < 400) return;
    expect(answer.body.code).toBe(codes[status]);
    expect(await api.state()).toEqual(before);
  });

  test(`answers every forged, stale or misdirected token with ${row.badToken}, and nothing changes`, async () => {
    const { api, send } = await shopFor(row);
    const before = await api.state();
    const answers = new Map<string, unknown>();
    for (const [name, token] of Object.entries(identities.bad)) {
      const { status, text, body } = await send({ headers: { authorization: `Bearer ${token}` } });
      answers.set(name, status >= 400 ? [status, body.code, text.includes(token)] : status);
    }
    const expected = row.badToken === 401 ? [401, 'unauthorized', false] : row.badToken;

    expect(Object.fromEntries(answers)).toEqual(
      Object.fromEntries(Object.keys(identities.bad).map((name) => [name, expected])),
    );
    expect(await api.state()).toEqual(before);
    expect(api.log.entries.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

test('nothing was ever asked of an issuer that is not ours', () => {
  expect(identities.theirRequests()).toEqual({ discovery: 0, keys: 0 });
});
