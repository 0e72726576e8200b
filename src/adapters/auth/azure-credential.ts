import type { TokenCredential } from '@azure/identity';

/** The app's managed identity: the one that `clientId` names, else the system-assigned one. Loads its SDK only where it is used. */
export const azureCredential = async (clientId?: string): Promise<TokenCredential> => {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
};
