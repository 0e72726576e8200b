import tls from 'node:tls';
import { BlobServiceClient } from '@azure/storage-blob';
import { blobImages } from '../../../src/adapters/blob/blob-images.ts';
import { describeImages, sampleKey } from '../../contracts/images-contract.ts';
import { startSecureAzurite } from '../../support/secure-azurite.ts';
import { blobImagesUnderTest, createContainers, putBlob } from './blob-for-tests.ts';

const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');

/** Azurite accepts this as a token of Entra ID: it checks the claims, not the signature. */
const token = (): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows-ppe.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/',
    oid: '11059fcc-5514-4800-b5f8-49808b9cfab6',
    tid: 'ab1f708d-50f6-404c-a006-d71b2ac7a606',
    iat: now - 60,
    nbf: now - 60,
    exp: now + 3600,
  };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('none').toString('base64url')}`;
};

const identity = { getToken: async () => ({ token: token(), expiresOnTimestamp: Date.now() + 3_600_000 }) };

let azurite: Awaited<ReturnType<typeof startSecureAzurite>>;
let client: BlobServiceClient;

beforeAll(async () => {
  azurite = await startSecureAzurite();
  const { createSecureContext } = tls;
  jest
    .spyOn(tls, 'createSecureContext')
    .mockImplementation((options) => createSecureContext({ ...options, ca: azurite.cert }));
  client = new BlobServiceClient(azurite.url, identity);
  await createContainers(client);
});

afterAll(async () => {
  jest.restoreAllMocks();
  await azurite.stop();
});

describeImages('blobImages with a user-delegation key', () => blobImagesUnderTest(client, client));

describe('a URL signed with a user-delegation key', () => {
  const soon = () => new Date(Date.now() + 15 * 60_000);

  test('allows creating one blob over https, starting slightly in the past', async () => {
    const query = new URL(await blobImages(client).uploadUrl(sampleKey(), soon())).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      sp: 'c',
      sr: 'b',
      spr: 'https',
      skoid: '11059fcc-5514-4800-b5f8-49808b9cfab6',
    });

    const at = (name: string): number => Date.parse(query.get(name) ?? '');
    expect(at('st')).toBeLessThan(Date.now() - 4 * 60_000);
    // A signature is valid only within the lifetime of its key.
    expect(at('skt')).toBeLessThanOrEqual(at('st'));
    expect(at('ske')).toBeGreaterThanOrEqual(at('se'));
  });

  test('does not read or delete', async () => {
    const url = await blobImages(client).uploadUrl(sampleKey(), soon());
    expect(await putBlob(url, Buffer.from('secret'))).toBe(201);
    for (const method of ['GET', 'DELETE']) expect(await putBlob(url, Buffer.alloc(0), method)).toBe(403);
  });

  test('takes one key for many URLs, and a new one when the old would end too soon', async () => {
    const keys = jest.spyOn(client, 'getUserDelegationKey');
    const images = blobImages(client);
    await Promise.all(Array.from({ length: 5 }, () => images.uploadUrl(sampleKey(), soon())));

    expect(keys).toHaveBeenCalledTimes(1);

    const later = await images.uploadUrl(sampleKey(), new Date(Date.now() + 61 * 60_000));
    expect(keys).toHaveBeenCalledTimes(2);
    expect(later).toContain('skoid=');
  });

  test('is tried again after a key could not be fetched', async () => {
    const keys = jest.spyOn(client, 'getUserDelegationKey');
    keys.mockRejectedValueOnce(Object.assign(new Error('busy'), { statusCode: 503 }));
    const images = blobImages(client);

    await expect(images.uploadUrl(sampleKey(), soon())).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await putBlob(await images.uploadUrl(sampleKey(), soon()), Buffer.from('x'))).toBe(201);
  });
});
