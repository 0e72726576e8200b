import type { TokenCredential } from '@azure/identity';
import { ManagedIdentityApplication } from '@azure/msal-node';

/** The app's managed identity through the library that `@azure/identity` wraps. */
export const leanCredential = (clientId: string): TokenCredential => {
  const application = new ManagedIdentityApplication({ managedIdentityIdParams: { userAssignedClientId: clientId } });
  return {
    getToken: async (scopes) => {
      const [scope = ''] = [scopes].flat();
      const { accessToken, expiresOn } = await application.acquireToken({
        resource: scope.replace(/\/\.default$/, ''),
      });
      return { token: accessToken, expiresOnTimestamp: expiresOn?.getTime() ?? 0 };
    },
  };
};
