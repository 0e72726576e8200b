import { BlobServiceClient } from '@azure/storage-blob';
import { uploadUrls } from '../../../src/adapters/blob/upload-url.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

const identity = { getToken: async () => null };
const { signal } = new AbortController();

const keyOf = (n: number) => ({
  signedObjectId: `key-${n}`,
  signedTenantId: 'tenant',
  signedStartsOn: new Date(NOW),
  signedExpiresOn: new Date(NOW + 60 * MINUTE),
  signedService: 'b',
  signedVersion: '2025-11-05',
  value: 'a2V5',
});

/** A Storage that answers each request for a key as the test says. */
const open = () => {
  const client = new BlobServiceClient('https://shop.blob.core.windows.net', identity);
  const answers: { give: () => void; refuse: () => void }[] = [];
  const keys = jest.spyOn(client, 'getUserDelegationKey').mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        const key = keyOf(answers.length + 1);
        answers.push({
          give: () => resolve(Object.assign(Object.create(null), key)),
          refuse: () => reject(new Error('busy')),
        });
      }),
  );
  const sign = uploadUrls(client, 'uploads');
  return {
    keys,
    answers,
    /** Which key signed a URL that is valid for so long. */
    sign: async (minutes: number) =>
      new URL(await sign('mug/1', new Date(NOW + minutes * MINUTE), signal)).searchParams.get('skoid'),
  };
};

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
});

afterEach(() => jest.restoreAllMocks());

test('a key is asked for an hour from now, and from five minutes ago, because clocks differ', async () => {
  const { keys, answers, sign } = open();
  const signed = sign(15);
  answers[0]?.give();
  await signed;

  expect(keys.mock.calls).toEqual([[new Date(NOW - 5 * MINUTE), new Date(NOW + 60 * MINUTE), { abortSignal: signal }]]);
});

test('a key signs URLs that end with it, and no later ones', async () => {
  const { answers, sign } = open();
  const signed = [sign(15), sign(60), sign(61)];
  for (const { give } of answers) give();

  expect(await Promise.all(signed)).toEqual(['key-1', 'key-1', 'key-2']);
});

test('a key that fails late does not take the newer one with it', async () => {
  const { keys, answers, sign } = open();
  const first = sign(15);
  jest.mocked(Date.now).mockReturnValue(NOW + 2 * MINUTE);
  const second = sign(61);
  answers[1]?.give();
  answers[0]?.refuse();

  await expect(first).rejects.toThrow('busy');
  expect([await second, await sign(15)]).toEqual(['key-2', 'key-2']);
  expect(keys).toHaveBeenCalledTimes(2);
});

test('after a key has failed, the next URL asks for another one', async () => {
  const { answers, sign } = open();
  const first = sign(15);
  answers[0]?.refuse();
  await expect(first).rejects.toThrow('busy');

  const second = sign(15);
  answers[1]?.give();
  expect(await second).toBe('key-2');
});
