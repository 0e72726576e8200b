import type { TokenCredential } from '@azure/identity';

/** The managed identity of `clientId`, or the system-assigned one. Loads its SDK lazily. */
export const azureCredential = async (clientId?: string): Promise<TokenCredential> => {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
};
