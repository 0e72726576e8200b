import type { TokenCredential } from '@azure/identity';

/**
 * The app's managed identity: the one with this `clientId`, or else the system-assigned one. Loads
 * its SDK only when it is called.
 */
export const azureCredential = async (clientId?: string): Promise<TokenCredential> => {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
};
