import {
  BlobSASPermissions,
  type BlobServiceClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from '@azure/storage-blob';

const KEY_LIFE_MS = 60 * 60 * 1000;

/** Clocks differ: without this, a new key or URL might not be valid yet where it is checked. */
const SKEW_MS = 5 * 60 * 1000;

/** Azurite cannot check the client's newest version. Requests with the URL use this one. */
const SIGNED_VERSION = '2025-11-05';

/** A key that Storage issues to our identity. Replaced before it ends too soon for a new URL. */
const delegationKeys = (client: BlobServiceClient) => {
  let cached: { key: Promise<UserDelegationKey>; until: number } | undefined;
  return (needed: Date, abortSignal: AbortSignal): Promise<UserDelegationKey> => {
    if (cached === undefined || cached.until < needed.getTime()) {
      const until = Date.now() + KEY_LIFE_MS;
      const key = client.getUserDelegationKey(new Date(Date.now() - SKEW_MS), new Date(until), { abortSignal });
      cached = { key, until };
      key.catch(() => {
        if (cached?.key === key) cached = undefined;
      });
    }
    return cached.key;
  };
};

/**
 * Makes URLs that can create one blob and nothing else: not read, list, delete or overwrite. Signed
 * with the account key if we have it (connection string), otherwise with a user delegation key.
 */
export const uploadUrls = (client: BlobServiceClient, containerName: string) => {
  const delegationKey = delegationKeys(client);

  return async (blobName: string, expiresOn: Date, abortSignal: AbortSignal): Promise<string> => {
    const { url } = client.getContainerClient(containerName).getBlobClient(blobName);
    const values = {
      version: SIGNED_VERSION,
      containerName,
      blobName,
      expiresOn,
      permissions: BlobSASPermissions.parse('c'),
      protocol: url.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
    };
    const sas =
      client.credential instanceof StorageSharedKeyCredential
        ? generateBlobSASQueryParameters(values, client.credential)
        : generateBlobSASQueryParameters(
            { ...values, startsOn: new Date(Date.now() - SKEW_MS) },
            await delegationKey(expiresOn, abortSignal),
            client.accountName,
          );
    return `${url}?${sas}`;
  };
};
