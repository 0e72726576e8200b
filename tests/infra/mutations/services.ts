// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const storage = 'modules/storage.bicep';
const cosmos = 'modules/cosmos.bicep';
const bus = 'modules/service-bus.bicep';
const app = 'modules/app.bicep';
const plan = 'modules/plan.bicep';

export const serviceMutations: readonly Mutation[] = [
  {
    ...m('storage: nothing older than TLS 1.2', storage, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_1'"),
    all: true,
  },
  {
    ...m('storage: HTTPS only', storage, 'supportsHttpsTrafficOnly: true', 'supportsHttpsTrafficOnly: false'),
    all: true,
  },
  {
    ...m('storage: no blob is public', storage, 'allowBlobPublicAccess: false', 'allowBlobPublicAccess: true'),
    all: true,
  },
  { ...m('storage: no blob is public', storage, "publicAccess: 'None'", "publicAccess: 'Blob'"), all: true },
  {
    ...m(
      'storage: nothing is copied to another tenant',
      storage,
      'allowCrossTenantReplication: false',
      'allowCrossTenantReplication: true',
    ),
    all: true,
  },
  m('storage: no key opens the data', storage, 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true'),
  m(
    'storage: the host has a key where publishing needs one, else none',
    storage,
    'allowSharedKeyAccess: hostStorageKeyed',
    'allowSharedKeyAccess: !hostStorageKeyed',
  ),
  {
    ...m(
      'storage: removed blobs can be restored',
      storage,
      '      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }',
      '      deleteRetentionPolicy: { enabled: false, days: softDeleteDays }',
    ),
    all: true,
  },
  m(
    'storage: three copies in three zones if zones are on',
    storage,
    "'Standard_ZRS' : 'Standard_LRS'",
    "'Standard_GRS' : 'Standard_LRS'",
  ),
  m(
    'storage: pages of the shop may upload, and do nothing else',
    storage,
    'allowedOrigins: allowedOrigins',
    "allowedOrigins: concat(allowedOrigins, ['*'])",
  ),
  m(
    'storage: originals cool down and are kept',
    storage,
    'tierToCool: { daysAfterModificationGreaterThan',
    'delete: { daysAfterModificationGreaterThan',
  ),
  m(
    'storage: containers are those of the laptop',
    storage,
    'for name in containers:',
    'for name in skip(containers, 1):',
  ),
  m('cosmos: no key opens it', cosmos, 'disableLocalAuth: true', 'disableLocalAuth: false'),
  m(
    'cosmos: no key opens it',
    cosmos,
    'disableKeyBasedMetadataWriteAccess: true',
    'disableKeyBasedMetadataWriteAccess: false',
  ),
  m('cosmos: nothing older than TLS 1.2', cosmos, "'Tls12'", "'Tls11'"),
  m(
    'cosmos: can be restored to any second of a week',
    cosmos,
    "{ type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }",
    "{ type: 'Periodic' }",
  ),
  m('cosmos: reads see what their session wrote', cosmos, "'Session'", "'Eventual'"),
  m(
    'cosmos: serverless, or autoscale up to what is said',
    cosmos,
    "capacity == 'serverless' ?",
    "capacity == 'autoscale' ?",
  ),
  m(
    'cosmos: database and containers are those of the laptop',
    cosmos,
    'resource: any(definition)',
    'resource: { id: definition.id, partitionKey: definition.partitionKey }',
  ),
  m(
    'cosmos: events and deliveries leave after 30 days, and nothing else leaves by itself',
    '../local/cosmos/containers.json',
    '"/subject"],\n        "kind": "Hash",\n        "version": 2\n      },\n      "defaultTtl": 2592000',
    '"/subject"],\n        "kind": "Hash",\n        "version": 2\n      },\n      "defaultTtl": -1',
  ),
  m(
    'cosmos: the leases of the change feed have a container, because an identity may not create it',
    '../local/cosmos/containers.json',
    '"id": "leases"',
    '"id": "leases-of-others"',
  ),
  m('service bus: no key opens it', bus, 'disableLocalAuth: true', 'disableLocalAuth: false'),
  m('service bus: nothing older than TLS 1.2', bus, "minimumTlsVersion: '1.2'", "minimumTlsVersion: '1.0'"),
  m('service bus: a tier that supports its settings', bus, "'Premium' : 'Standard'", "'Premium' : 'Basic'"),
  m(
    'service bus: the queue is that of the laptop',
    bus,
    '        maxDeliveryCount: queue.Properties.MaxDeliveryCount\n',
    '',
  ),
  m(
    'service bus: the topic and its subscription are those of the laptop',
    bus,
    '      lockDuration: one.definition.Properties.LockDuration\n',
    '',
  ),
  m(
    'service bus: the topic and its subscription are those of the laptop',
    bus,
    'requiresDuplicateDetection: topic.Properties.RequiresDuplicateDetection',
    'requiresDuplicateDetection: true',
  ),
  m(
    'service bus: an order whose message expires becomes a dead letter, an event or a webhook does not',
    bus,
    'deadLetteringOnMessageExpiration: one.definition.Properties.DeadLetteringOnMessageExpiration',
    'deadLetteringOnMessageExpiration: true',
  ),
  m(
    'service bus: only messages of orders have ids that repeat',
    bus,
    'requiresDuplicateDetection: queue.Properties.RequiresDuplicateDetection',
    'requiresDuplicateDetection: true',
  ),
  m(
    'service bus: a system that subscribes to events may be down for a week',
    bus,
    "defaultMessageTimeToLive: 'P7D'",
    'defaultMessageTimeToLive: topic.Properties.DefaultMessageTimeToLive',
  ),
  {
    ...m(
      'service bus: an order whose message expires becomes a dead letter, an event or a webhook does not',
      '../local/service-bus/config.json',
      '"DeadLetteringOnMessageExpiration": true',
      '"DeadLetteringOnMessageExpiration": false',
    ),
    all: true,
  },
  m('app: HTTPS only, nothing older than TLS 1.2', app, 'httpsOnly: true', 'httpsOnly: false'),
  m('app: HTTPS only, nothing older than TLS 1.2', app, "      minTlsVersion: '1.2'", "      minTlsVersion: '1.0'"),
  m('app: HTTPS only, nothing older than TLS 1.2', app, "scmMinTlsVersion: '1.2'", "scmMinTlsVersion: '1.0'"),
  m('app: no FTP', app, "ftpsState: 'Disabled'", "ftpsState: 'FtpsOnly'"),
  { ...m('app: no password publishes', app, 'properties: { allow: false }', 'properties: { allow: true }'), all: true },
  m('app: the platform asks whether it lives, not whether it is ready', app, '/health/live', '/health/ready'),
  m(
    'app: it answers no CORS, because the gateway does',
    app,
    'cors: { allowedOrigins: []',
    "cors: { allowedOrigins: ['*']",
  ),
  m(
    'app: the endpoints for administrators can be closed',
    app,
    'functionsRuntimeAdminIsolationEnabled: closeAdmin',
    'functionsRuntimeAdminIsolationEnabled: false',
  ),
  m(
    'app: nothing promises azd, whose package would lack sharp',
    app,
    "  tags: tags\n  kind: 'functionapp",
    "  tags: union(tags, { 'azd-service-name': 'app' })\n  kind: 'functionapp",
  ),
  m(
    'app: a runtime that Azure supports in a year',
    'main.bicep',
    "param nodeVersion string = '24'",
    "param nodeVersion string = '22'",
  ),
  m(
    'app: a name of at most 32 characters, however long the shop is called',
    'names.bicep',
    "app: '${name}-${suffixOf",
    "app: '${name}-functions-of-this-${suffixOf",
  ),
  m(
    'app: names that their services take, however long the shop is called',
    'names.bicep',
    "'${name}data${suffixOf",
    "'${name}-storage-${suffixOf",
  ),
  m(
    'app: it runs as its own identity',
    app,
    "{ type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }",
    "{ type: 'SystemAssigned' }",
  ),
  m('app: warm instances, a buffer and a limit', app, '  preWarmedInstanceCount: preWarmed\n', ''),
  m(
    'app: warm instances, a buffer and a limit',
    plan,
    'maximumElasticWorkerCount: maximumInstances',
    'maximumElasticWorkerCount: 1',
  ),
  m('plan: Elastic Premium on Linux, spread over zones where asked', plan, 'capacity: minimumInstances', 'capacity: 1'),
  m('plan: Elastic Premium on Linux, spread over zones where asked', plan, 'reserved: true', 'reserved: false'),
  m('monitoring: no key writes to it', 'modules/monitoring.bicep', 'DisableLocalAuth: true', 'DisableLocalAuth: false'),
  m(
    'monitoring: no key writes to it',
    'modules/monitoring.bicep',
    'features: { disableLocalAuth: true }',
    'features: { disableLocalAuth: false }',
  ),
  m(
    'monitoring: every service sends its diagnostics to Log Analytics',
    bus,
    '    workspaceId: workspaceId\n',
    '    storageAccountId: workspaceId\n',
  ),
  m('all: tags on everything that takes them', plan, '  tags: tags\n', ''),
  m('all: tags on everything that takes them', 'modules/private-endpoint.bicep', '  tags: tags\n', ''),
  m(
    'plan: the plan and the app agree on the number of always-ready instances',
    'main.bicep',
    '    alwaysReady: instances\n',
    '    alwaysReady: alwaysReady\n',
  ),
  m(
    'plan: the plan and the app agree on the number of always-ready instances',
    'main.bicep',
    '    minimumInstances: instances\n',
    '    minimumInstances: zoneRedundant ? 3 : 1\n',
  ),
  m(
    'plan: a limit below the always-ready instances is refused',
    'main.bicep',
    'scaleLimit < instances',
    'scaleLimit < 1',
  ),
  m(
    'linter: an API version that has aged is a warning, which fails the checks but no deployment',
    'bicepconfig.json',
    '"use-recent-api-versions": { "level": "warning"',
    '"use-recent-api-versions": { "level": "error"',
  ),
  m(
    'monitoring: the app sends no log that function apps do not have',
    app,
    '    logs: []\n',
    "    logs: [{ category: 'AppServiceHTTPLogs', enabled: true }]\n",
  ),
];
