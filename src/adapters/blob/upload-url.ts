import {
  BlobSASPermissions,
  type BlobServiceClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from '@azure/storage-blob';

const KEY_LIFE_MS = 60 * 60 * 1000;

/** Clocks differ: a key or a URL that starts now may not be valid yet where it is checked. */
const SKEW_MS = 5 * 60 * 1000;

/** The client would take its own newest, which signs more than Azurite can check. Also the version of the request that uses the URL. */
const SIGNED_VERSION = '2025-11-05';

/** A key that Storage hands out to our identity, fetched anew well before it ends. */
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
 * Makes URLs that allow to create one blob and nothing else: not to read, list or delete, and not to write over what is there. Signed
 * with the account's key where we have it (connection string), else with a user-delegation key.
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
