import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Deployment, ORIGINS, type Resource, rules, type Variant } from '../estate.ts';
import { COSMOS, SERVICE_BUS, SITE, STORAGE, SUBSCRIPTION } from '../resource-types.ts';

const laptop = (path: string) => JSON.parse(readFileSync(join(__dirname, '../../../local', path), 'utf8'));

type Definition = { Name: string; Properties: Record<string, unknown>; Subscriptions: readonly Definition[] };

/** What the laptop's broker creates at start. */
const broker = (): Record<'Queues' | 'Topics', readonly Definition[]> =>
  laptop('service-bus/config.json').UserConfig.Namespaces[0];

const lowerFirst = ([name, value]: [string, unknown]) => [`${name[0]?.toLowerCase()}${name.slice(1)}`, value];

/** The properties as Azure names them. The laptop's file has empty ones for what is not used. */
const azureProperties = ({ Properties }: Definition): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(Properties)
      .filter(([, value]) => value !== '')
      .map(lowerFirst),
  );

const account = (deployment: Deployment, part: 'data' | 'host'): Resource =>
  deployment.of(STORAGE).find(({ name }) => name.includes(part)) ?? { id: '', type: '', name: '' };

const accounts = (deployment: Deployment): Resource[] => [account(deployment, 'data'), account(deployment, 'host')];

const settingOf = (resources: readonly Resource[], path: string): unknown[] => resources.map((one) => at(one, path));

export const serviceRules = rules({
  'storage: nothing older than TLS 1.2': async (estate) =>
    expect(settingOf(accounts(await estate.deployment('public')), 'properties.minimumTlsVersion')).toEqual([
      'TLS1_2',
      'TLS1_2',
    ]),
  'storage: HTTPS only': async (estate) =>
    expect(settingOf(accounts(await estate.deployment('public')), 'properties.supportsHttpsTrafficOnly')).toEqual([
      true,
      true,
    ]),
  'storage: no blob is public': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(settingOf(accounts(deployment), 'properties.allowBlobPublicAccess')).toEqual([false, false]);
    for (const container of deployment.of(`${STORAGE}/blobServices/containers`)) {
      expect(at(container, 'properties.publicAccess')).toBe('None');
    }
  },
  'storage: nothing is copied to another tenant': async (estate) =>
    expect(settingOf(accounts(await estate.deployment('public')), 'properties.allowCrossTenantReplication')).toEqual([
      false,
      false,
    ]),
  'storage: no key opens the data': async (estate) =>
    expect(at(account(await estate.deployment('public'), 'data'), 'properties.allowSharedKeyAccess')).toBe(false),
  'storage: the host has a key where publishing needs one, else none': async (estate) => {
    const shared = 'properties.allowSharedKeyAccess';
    expect(at(account(await estate.deployment('public'), 'host'), shared)).toBe(true);
    expect(at(account(await estate.deployment('keyless'), 'host'), shared)).toBe(false);
  },
  'storage: removed blobs can be restored': async (estate) => {
    const services = (await estate.deployment('public')).of(`${STORAGE}/blobServices`);
    expect(services).toHaveLength(2);
    for (const service of services) {
      expect(at(service, 'properties.deleteRetentionPolicy')).toEqual({ enabled: true, days: 7 });
      expect(at(service, 'properties.containerDeleteRetentionPolicy')).toEqual({ enabled: true, days: 7 });
    }
  },
  'storage: three copies in three zones if zones are on': async (estate) => {
    expect(settingOf(accounts(await estate.deployment('private')), 'sku.name')).toEqual([
      'Standard_ZRS',
      'Standard_ZRS',
    ]);
    expect(settingOf(accounts(await estate.deployment('public')), 'sku.name')).toEqual([
      'Standard_LRS',
      'Standard_LRS',
    ]);
  },
  'storage: pages of the shop may upload, and do nothing else': async (estate) => {
    const service = (await estate.deployment('public'))
      .of(`${STORAGE}/blobServices`)
      .find(({ name }) => name.includes('data'));
    expect(at(service, 'properties.cors.corsRules.length')).toBe(1);
    expect(at(service, 'properties.cors.corsRules.0.allowedOrigins')).toEqual(ORIGINS);
    expect(at(service, 'properties.cors.corsRules.0.allowedMethods')).toEqual(['PUT', 'OPTIONS']);
  },
  'storage: originals cool down and are kept': async (estate) => {
    const policy = (await estate.deployment('public')).one(`${STORAGE}/managementPolicies`);
    expect(at(policy, 'properties.policy.rules.0.definition')).toEqual({
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['uploads/'] },
      actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 30 } } },
    });
  },
  'storage: containers are those of the laptop': async (estate) => {
    const containers = (await estate.deployment('public')).of(`${STORAGE}/blobServices/containers`);
    const names = containers.filter(({ name }) => name.includes('data')).map(({ name }) => name.split('/').at(-1));
    expect(names).toEqual(laptop('storage/containers.json').containers);
  },
  'cosmos: no key opens it': async (estate) => {
    const cosmos = (await estate.deployment('public')).one(COSMOS);
    expect(at(cosmos, 'properties.disableLocalAuth')).toBe(true);
    expect(at(cosmos, 'properties.disableKeyBasedMetadataWriteAccess')).toBe(true);
  },
  'cosmos: nothing older than TLS 1.2': async (estate) =>
    expect(at((await estate.deployment('public')).one(COSMOS), 'properties.minimalTlsVersion')).toBe('Tls12'),
  'cosmos: can be restored to any second of a week': async (estate) =>
    expect(at((await estate.deployment('public')).one(COSMOS), 'properties.backupPolicy.type')).toBe('Continuous'),
  'cosmos: reads see what their session wrote': async (estate) =>
    expect(at((await estate.deployment('public')).one(COSMOS), 'properties.consistencyPolicy')).toEqual({
      defaultConsistencyLevel: 'Session',
    }),
  'cosmos: serverless, or autoscale up to what is said': async (estate) => {
    const paid = async (variant: 'public' | 'keyless') => {
      const deployment = await estate.deployment(variant);
      const database = deployment.one(`${COSMOS}/sqlDatabases`);
      return [at(deployment.one(COSMOS), 'properties.capabilities'), at(database, 'properties.options')];
    };
    expect(await paid('public')).toEqual([[{ name: 'EnableServerless' }], {}]);
    expect(await paid('keyless')).toEqual([[], { autoscaleSettings: { maxThroughput: 4000 } }]);
  },
  'cosmos: database and containers are those of the laptop': async (estate) => {
    const deployment = await estate.deployment('public');
    const { database, containers } = laptop('cosmos/containers.json');
    expect(at(deployment.one(`${COSMOS}/sqlDatabases`), 'properties.resource.id')).toBe(database);
    const made = deployment.of(`${COSMOS}/sqlDatabases/containers`).map((one) => at(one, 'properties.resource'));
    expect(made).toEqual(containers);
  },
  'service bus: no key opens it': async (estate) =>
    expect(at((await estate.deployment('public')).one(SERVICE_BUS), 'properties.disableLocalAuth')).toBe(true),
  'service bus: nothing older than TLS 1.2': async (estate) =>
    expect(at((await estate.deployment('public')).one(SERVICE_BUS), 'properties.minimumTlsVersion')).toBe('1.2'),
  'service bus: a tier that supports its settings': async (estate) => {
    expect(at((await estate.deployment('public')).one(SERVICE_BUS), 'sku')).toEqual({
      name: 'Standard',
      tier: 'Standard',
    });
    expect(at((await estate.deployment('private')).one(SERVICE_BUS), 'sku.name')).toBe('Premium');
  },
  'service bus: the queue is that of the laptop': async (estate) => {
    const queues = (await estate.deployment('public')).of(`${SERVICE_BUS}/queues`);
    const wanted = broker().Queues.map((queue) => [queue.Name, azureProperties(queue)]);
    expect(queues.map(({ name, ...queue }) => [name.split('/').at(-1), queue.properties])).toEqual(wanted);
  },
  // The relays send again at doubling ages, so an outage of hours would leave many dead letters
  // that need no action. The alert `events-waiting` watches the age of what waits instead.
  'service bus: an order whose message expires becomes a dead letter, an event or a webhook does not': async (
    estate,
  ) => {
    const deployment = await estate.deployment('public');
    const keepers = [...deployment.of(`${SERVICE_BUS}/queues`), ...deployment.of(SUBSCRIPTION)];
    const kept = keepers.map((one) => [
      one.name.split('/').at(-1),
      at(one, 'properties.deadLetteringOnMessageExpiration'),
    ]);
    expect(kept).toEqual([
      ['process-order', true],
      ['deliver-webhook', false],
      ['webhooks', false],
    ]);
  },
  'service bus: only messages of orders have ids that repeat': async (estate) => {
    const queues = (await estate.deployment('public')).of(`${SERVICE_BUS}/queues`);
    expect(queues.map((one) => at(one, 'properties.requiresDuplicateDetection'))).toEqual([true, false]);
  },
  'service bus: the topic and its subscription are those of the laptop': async (estate) => {
    const deployment = await estate.deployment('public');
    const topics = deployment
      .of(`${SERVICE_BUS}/topics`)
      .map(({ name, properties }) => [name.split('/')[1], properties]);
    expect(topics).toEqual(
      broker().Topics.map((topic) => [
        topic.Name,
        {
          ...azureProperties(topic),
          defaultMessageTimeToLive: expect.anything(),
          maxSizeInMegabytes: expect.anything(),
        },
      ]),
    );
    const subscriptions = deployment
      .of(SUBSCRIPTION)
      .map(({ name, properties }) => [...name.split('/').slice(1), properties]);
    expect(subscriptions).toEqual(
      broker().Topics.flatMap((topic) =>
        topic.Subscriptions.map((one) => [topic.Name, one.Name, azureProperties(one)]),
      ),
    );
  },
  'service bus: a system that subscribes to events may be down for a week': async (estate) => {
    const [topic] = (await estate.deployment('public')).of(`${SERVICE_BUS}/topics`);
    expect(at(topic, 'properties.defaultMessageTimeToLive')).toBe('P7D');
  },
  'service bus: a topic holds as much as Standard allows, and an alert comes at half of it': async (estate) => {
    const deployment = await estate.deployment('public');
    const [topic] = deployment.of(`${SERVICE_BUS}/topics`);
    expect(at(topic, 'properties.maxSizeInMegabytes')).toBe(5120);
    // With partitioning, it would be the size of each of 16 parts.
    expect(at(topic, 'properties.enablePartitioning') ?? false).toBe(false);
    const alert = deployment.of('Microsoft.Insights/metricAlerts').find(({ name }) => name.endsWith('topic-filling'));
    expect(at(alert, 'properties.criteria.allOf.0.threshold')).toBe((5120 / 2) * 1024 * 1024);
  },
  'cosmos: events and deliveries leave after 30 days, and nothing else leaves by itself': async (estate) => {
    const containers = (await estate.deployment('public')).of(`${COSMOS}/sqlDatabases/containers`);
    const days = containers
      .map((one) => [one.name.split('/').at(-1), Number(at(one, 'properties.resource.defaultTtl') ?? -1) / 86_400])
      .filter(([, age]) => Number(age) > 0);
    expect(days).toEqual([
      ['events', 30],
      ['deliveries', 30],
    ]);
  },
  'cosmos: the leases of the change feed have a container, because an identity may not create it': async (estate) => {
    const leases = (await estate.deployment('public')).one(`${COSMOS}/sqlDatabases/containers`, '/leases');
    expect(at(leases, 'properties.resource.partitionKey.paths')).toEqual(['/id']);
  },
  'app: HTTPS only, nothing older than TLS 1.2': async (estate) => {
    const site = (await estate.deployment('public')).one(SITE);
    expect(at(site, 'properties.httpsOnly')).toBe(true);
    expect(at(site, 'properties.siteConfig.minTlsVersion')).toBe('1.2');
    expect(at(site, 'properties.siteConfig.scmMinTlsVersion')).toBe('1.2');
  },
  'app: no FTP': async (estate) =>
    expect(at((await estate.deployment('public')).one(SITE), 'properties.siteConfig.ftpsState')).toBe('Disabled'),
  'app: no password publishes': async (estate) => {
    const policies = (await estate.deployment('public')).of(`${SITE}/basicPublishingCredentialsPolicies`);
    expect(policies.map((one) => [one.name.split('/').at(-1), at(one, 'properties.allow')])).toEqual([
      ['ftp', false],
      ['scm', false],
    ]);
  },
  'app: the platform asks whether it lives, not whether it is ready': async (estate) =>
    expect(at((await estate.deployment('public')).one(SITE), 'properties.siteConfig.healthCheckPath')).toBe(
      '/api/v1/health/live',
    ),
  'app: it answers no CORS, because the gateway does': async (estate) =>
    expect(at((await estate.deployment('public')).one(SITE), 'properties.siteConfig.cors')).toEqual({
      allowedOrigins: [],
      supportCredentials: false,
    }),
  'app: the endpoints for administrators can be closed': async (estate) => {
    const closed = 'properties.functionsRuntimeAdminIsolationEnabled';
    expect(at((await estate.deployment('public')).one(SITE), closed)).toBe(false);
    expect(at((await estate.deployment('ready')).one(SITE), closed)).toBe(true);
  },
  'app: nothing promises azd, whose package would lack sharp': async (estate) => {
    const tags = (await estate.deployment('public')).resources.map((one) => JSON.stringify(one.tags ?? {}));
    expect(tags.filter((text) => text.includes('azd-'))).toEqual([]);
    expect(existsSync(join(__dirname, '../../../azure.yaml'))).toBe(false);
  },
  'app: a runtime that Azure supports in a year': async (estate) => {
    const runtime = String(at((await estate.deployment('public')).one(SITE), 'properties.siteConfig.linuxFxVersion'));
    const supportedUntil: Record<string, string> = { 'NODE|22': '2027-04-30', 'NODE|24': '2028-04-30' };
    expect(Date.parse(supportedUntil[runtime] ?? '')).toBeGreaterThan(Date.parse('2027-11-30'));
  },
  'app: a name of at most 32 characters, however long the shop is called': async (estate) =>
    expect((await estate.deployment('longName')).one(SITE).name.length).toBeLessThanOrEqual(32),
  'app: names that their services take, however long the shop is called': async (estate) => {
    for (const { name } of (await estate.deployment('longName')).of(STORAGE)) expect(name).toMatch(/^[a-z0-9]{3,24}$/);
  },
  'app: it runs as its own identity': async (estate) =>
    expect(at((await estate.deployment('public')).one(SITE), 'identity.type')).toBe('UserAssigned'),
  'app: warm instances, a buffer and a limit': async (estate) => {
    const deployment = await estate.deployment('public');
    const config = at(deployment.one(SITE), 'properties.siteConfig');
    expect(config).toMatchObject({
      minimumElasticInstanceCount: 1,
      preWarmedInstanceCount: 1,
      functionAppScaleLimit: 20,
      functionsRuntimeScaleMonitoringEnabled: true,
    });
    expect(at(deployment.one('Microsoft.Web/serverfarms'), 'properties.maximumElasticWorkerCount')).toBe(20);
  },
  'plan: Elastic Premium on Linux, spread over zones where asked': async (estate) => {
    const plan = (await estate.deployment('public')).one('Microsoft.Web/serverfarms');
    expect(plan).toMatchObject({
      kind: 'elastic',
      sku: { name: 'EP1', tier: 'ElasticPremium', family: 'EP', capacity: 1 },
    });
    expect(at(plan, 'properties.reserved')).toBe(true);
    const spread = (await estate.deployment('private')).one('Microsoft.Web/serverfarms');
    expect([at(spread, 'properties.zoneRedundant'), at(spread, 'sku.capacity')]).toEqual([true, 3]);
  },
  'plan: the plan and the app agree on the number of always-ready instances': async (estate) => {
    const counts = async (variant: Variant) => {
      const deployment = await estate.deployment(variant);
      return [
        at(deployment.one('Microsoft.Web/serverfarms'), 'sku.capacity'),
        at(deployment.one(SITE), 'properties.siteConfig.minimumElasticInstanceCount'),
      ];
    };
    expect(await counts('public')).toEqual([1, 1]);
    expect(await counts('ready')).toEqual([5, 5]);
    expect(await counts('private')).toEqual([3, 3]);
  },
  'plan: a limit below the always-ready instances is refused': async (estate) =>
    expect(
      await estate.deployment('narrow').then(
        ({ resources }) => JSON.stringify(resources),
        (error: unknown) => String(error),
      ),
    ).toContain('scaleLimit is below'),
  'linter: an API version that has aged is a warning, which fails the checks but no deployment': async (estate) => {
    const { analyzers } = JSON.parse(await estate.text('bicepconfig.json'));
    expect(analyzers.core.rules['use-recent-api-versions']).toEqual({ level: 'warning', maxAgeInDays: 730 });
  },
  'monitoring: no key writes to it': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(at(deployment.one('Microsoft.Insights/components'), 'properties.DisableLocalAuth')).toBe(true);
    const workspace = deployment.one('Microsoft.OperationalInsights/workspaces');
    expect(at(workspace, 'properties.features.disableLocalAuth')).toBe(true);
  },
  'monitoring: the app sends no log that function apps do not have': async (estate) => {
    const ofTheApp = (await estate.deployment('public'))
      .of('Microsoft.Insights/diagnosticSettings')
      .filter(({ id }) => id.includes('/Microsoft.Web/sites/'));
    expect(ofTheApp.map((one) => [at(one, 'properties.logs'), at(one, 'properties.metrics')])).toEqual([
      [[], [{ category: 'AllMetrics', enabled: true }]],
    ]);
  },
  'monitoring: every service sends its diagnostics to Log Analytics': async (estate) => {
    const deployment = await estate.deployment('public');
    const told = deployment
      .of('Microsoft.Insights/diagnosticSettings')
      .filter((one) => at(one, 'properties.workspaceId') !== undefined)
      .map(({ id }) => id.slice(0, id.indexOf('/providers/Microsoft.Insights/')).split('/').slice(6).join('/'));
    const shape = told
      .map((id) => id.replaceAll(/hearth[a-z0-9-]*/g, (name) => /data|host/.exec(name)?.[0] ?? 'it'))
      .sort();
    expect(shape).toEqual(
      [
        'Microsoft.ApiManagement/service/it',
        'Microsoft.DocumentDB/databaseAccounts/it',
        'Microsoft.EventGrid/systemTopics/it',
        'Microsoft.ServiceBus/namespaces/it',
        'Microsoft.Storage/storageAccounts/data/blobServices/default',
        'Microsoft.Storage/storageAccounts/data/queueServices/default',
        'Microsoft.Storage/storageAccounts/host/blobServices/default',
        'Microsoft.Web/sites/it',
      ].sort(),
    );
  },
  'all: tags on everything that takes them': async (estate) => {
    for (const variant of ['public', 'private'] as const) {
      for (const resource of (await estate.deployment(variant)).resources) {
        if ('location' in resource)
          expect([resource.name, resource.tags]).toMatchObject([resource.name, { app: 'hearth' }]);
      }
    }
  },
});
