/**
 * What the tools print. Quota, triggers and an expired login are as people have reported them;
 * other texts are modelled on documentation and not recorded. Names and ids are ours.
 */

const GUID = '00000000-1111-2222-3333-444444444444';

export const azVersion = JSON.stringify({
  'azure-cli': '2.88.0',
  'azure-cli-core': '2.88.0',
  'azure-cli-telemetry': '1.1.0',
  extensions: {},
});

export const azAccount = JSON.stringify({
  environmentName: 'AzureCloud',
  id: GUID,
  isDefault: true,
  name: 'Shop',
  state: 'Enabled',
  tenantId: GUID,
  user: { name: 'operations@shop.example', type: 'user' },
});

export const outputsOf = (values: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { type: 'String', value }])),
    undefined,
    2,
  );

/** `az account show`, after nobody has logged in. */
export const notLoggedIn = "ERROR: Please run 'az login' to setup account.\n";

/** `az group create`, without the right to. */
export const notAllowed = `ERROR: (AuthorizationFailed) The client 'operations@shop.example' with object id '${GUID}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/write' over scope '/subscriptions/${GUID}/resourcegroups/shop' or the scope is invalid. If access was recently granted, please refresh your credentials.
Code: AuthorizationFailed
`;

/** `az deployment group create`, in a region without quota (mslearn-devops#25). */
export const overQuota = `ERROR: {"code": "InvalidTemplateDeployment", "message": "The template deployment 'hearth' is not valid according to the validation procedure. The tracking id is '${GUID}'. See inner errors for details."}

Inner Errors:
{"code": "ValidationForResourceFailed", "message": "Validation failed for a resource. Check 'Error.Details[0]' for more information."}

Inner Errors:
{"code": "SubscriptionIsOverQuotaForSku", "message": "This region has quota of 0 instances for your subscription. Try selecting different region or SKU."}
`;

/** `az deployment group create`, while the host of a new app starts. */
export const hostNotUp = `ERROR: {"status":"Failed","error":{"code":"DeploymentFailed","target":"/subscriptions/${GUID}/resourceGroups/shop/providers/Microsoft.Resources/deployments/hearth","message":"At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.","details":[{"code":"ResourceDeploymentFailure","message":"The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.","details":[{"code":"BadRequest","message":"Encountered an error (ServiceUnavailable) from host runtime."}]}]}}
`;

/** `az`, after more than five minutes with a login from GitHub (azure-cli#28708). */
export const assertionExpired = `ERROR: AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-12-01T10:20:00.0000000Z, assertion valid from 2026-12-01T10:00:00.0000000Z, expiry time of assertion 2026-12-01T10:05:00.0000000Z.
Interactive authentication is needed. Please run:
az login
`;

/** `az storage blob upload`, before a new role assignment has taken effect. */
export const roleNotThereYet = `ERROR:
You do not have the required permissions needed to perform this operation.
Depending on your operation, you may need to be assigned one of the following roles:
    "Storage Blob Data Owner"
    "Storage Blob Data Contributor"
    "Storage Blob Data Reader"
`;

/** `func azure functionapp publish`, all well. */
export const published = `Getting site publishing info...
Uploading package...
Uploading 19.08 MB [###############################################################################]
Upload completed successfully.
Deployment completed successfully.
Syncing triggers...
`;

/** `func azure functionapp publish`, while the host starts (azure-functions-core-tools#2375). */
export const triggersNotSynced = `${published}Syncing triggers...
Syncing triggers...
Error calling sync triggers (BadRequest). Request ID = '${GUID}'.
`;

/** `az deployment group create` of the events, before the host has made its key. */
export const noSystemKey = `ERROR: {"code": "InvalidTemplate", "message": "Deployment template validation failed: 'The template resource 'process-upload' is not valid: The language expression property 'blobs_extension' doesn't exist, available properties are ''.. Please see https://aka.ms/arm-functions for usage details.'."}
`;
