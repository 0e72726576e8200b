export const COSMOS = 'Microsoft.DocumentDB/databaseAccounts';
export const GATEWAY = 'Microsoft.ApiManagement/service';
export const SERVICE_BUS = 'Microsoft.ServiceBus/namespaces';
export const SITE = 'Microsoft.Web/sites';
export const SUBSCRIPTION = 'Microsoft.ServiceBus/namespaces/topics/subscriptions';
export const STORAGE = 'Microsoft.Storage/storageAccounts';
