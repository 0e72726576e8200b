import { at, type Deployment, type Estate, rules, type Variant } from '../estate.ts';
import { registeredTriggers } from '../registered-triggers.ts';
import { COSMOS, SITE, STORAGE } from '../resource-types.ts';

const PLAN = 'Microsoft.Web/serverfarms';

const settingsOf = (deployment: Deployment): Record<string, string> =>
  Object(deployment.one('Microsoft.Web/sites/config', '/appsettings').properties);

const scaling = (deployment: Deployment, path: string): unknown =>
  at(deployment.one(SITE), `properties.functionAppConfig.scaleAndConcurrency.${path}`);

/** What a deployment with these parameters says, if it is refused. */
const refusal = (estate: Estate, variant: Variant): Promise<string> =>
  estate.deployment(variant).then(
    ({ resources }) => JSON.stringify(resources),
    (error: unknown) => String(error),
  );

/** What Flex Consumption refuses, at the app, in its configuration and among its settings. */
const refusedByFlex = {
  app: ['reserved', 'outboundVnetRouting'],
  config: [
    ...['linuxFxVersion', 'ftpsState', 'alwaysOn', 'healthCheckPath', 'minimumElasticInstanceCount'],
    ...['preWarmedInstanceCount', 'functionAppScaleLimit', 'functionsRuntimeScaleMonitoringEnabled', 'cors'],
  ],
  settings: [
    ...['FUNCTIONS_EXTENSION_VERSION', 'FUNCTIONS_WORKER_RUNTIME', 'WEBSITE_RUN_FROM_PACKAGE'],
    ...['WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID', 'WEBSITE_TIME_ZONE'],
  ],
};

export const hostingRules = rules({
  'flex: a plan that is billed by use, in zones if asked': async (estate) => {
    const plan = (await estate.deployment('small')).one(PLAN);
    expect([plan.kind, plan.sku]).toEqual(['functionapp', { name: 'FC1', tier: 'FlexConsumption' }]);
    expect(plan.properties).toEqual({ reserved: true, zoneRedundant: false });
    expect(at((await estate.deployment('flex')).one(PLAN), 'properties.zoneRedundant')).toBe(true);
  },
  'flex: nothing that its plan refuses': async (estate) => {
    for (const variant of ['small', 'flex'] as const) {
      const deployment = await estate.deployment(variant);
      const site = deployment.one(SITE);
      const within = (part: unknown, names: readonly string[]) => names.filter((name) => name in Object(part));
      expect(within(site.properties, refusedByFlex.app)).toEqual([]);
      expect(within(at(site, 'properties.siteConfig'), refusedByFlex.config)).toEqual([]);
      expect(within(settingsOf(deployment), refusedByFlex.settings)).toEqual([]);
    }
    expect('functionAppConfig' in Object((await estate.deployment('public')).one(SITE).properties)).toBe(false);
  },
  'flex: a runtime that Azure supports in a year': async (estate) => {
    const runtime = at((await estate.deployment('small')).one(SITE), 'properties.functionAppConfig.runtime');
    expect(runtime).toEqual({ name: 'node', version: '24' });
  },
  'flex: the package is in a private container that the app opens as itself': async (estate) => {
    const deployment = await estate.deployment('small');
    const storage = at(deployment.one(SITE), 'properties.functionAppConfig.deployment.storage');
    expect(at(storage, 'type')).toBe('blobContainer');
    expect(at(storage, 'value')).toMatch(/^\[format\('https:\/\/\{0\}\.blob\.\{1\}\/packages', 'hearthhost/);
    expect(at(storage, 'authentication.type')).toBe('UserAssignedIdentity');
    expect(at(storage, 'authentication.userAssignedIdentityResourceId')).toContain("'identity-{0}'");
    const containers = deployment.of(`${STORAGE}/blobServices/containers`).map(({ name }) => name);
    expect(containers.filter((name) => name.endsWith('/packages'))).toHaveLength(1);
  },
  'flex: the container of the package is created before the app that names it': async (estate) =>
    expect(at(await estate.template('main'), 'resources.app.dependsOn')).toContain('storage'),
  'flex: no storage has a key, and no setting holds one': async (estate) => {
    const deployment = await estate.deployment('small');
    const shared = deployment.of(STORAGE).map((one) => at(one, 'properties.allowSharedKeyAccess'));
    expect(shared).toEqual([false, false]);
    const settings = settingsOf(deployment);
    expect(JSON.stringify(settings)).not.toMatch(/listKeys|AccountKey|sig=/);
    expect(settings.AzureWebJobsStorage__accountName).toContain('hearthhost');
    expect(settings.AzureWebJobsStorage__credential).toBe('managedidentity');
  },
  'flex: the groups that are always ready are HTTP and functions that there are': async (estate) => {
    const ready = Object(scaling(await estate.deployment('flex'), 'alwaysReady'));
    expect(ready).toEqual([
      { name: 'http', instanceCount: 3 },
      { name: 'function:processOrder', instanceCount: 3 },
    ]);
    const functions = (await registeredTriggers()).map(({ name }) => `function:${name}`);
    expect(functions).toContain(ready[1].name);
    expect(scaling(await estate.deployment('small'), 'alwaysReady')).toEqual([]);
  },
  'flex: it has a limit, and memory for the largest image': async (estate) => {
    const deployment = await estate.deployment('small');
    expect(scaling(deployment, 'maximumInstanceCount')).toBe(40);
    expect(scaling(deployment, 'instanceMemoryMB')).toBe(2048);
  },
  'flex: a private network and polling are refused': async (estate) => {
    for (const variant of ['flexPrivate', 'flexPolling'] as const) {
      expect(await refusal(estate, variant)).toContain('hosting flex needs network public and uploadEvents EventGrid');
    }
  },
  'flex: only there can an app have no instance that is always on': async (estate) =>
    expect(await refusal(estate, 'premiumAtZero')).toContain('alwaysReady 0 needs hosting flex'),
  'flex: the one who deploys needs no role for the package, which the SCM site takes': async (estate) => {
    const assignments = JSON.stringify(
      (await estate.deployment('small')).of('Microsoft.Authorization/roleAssignments'),
    );
    expect(assignments).not.toContain('deployer()');
    expect(assignments).toContain('hearthhost');
  },
  'flex: the deployment says how to publish': async (estate) => {
    const told = async (variant: 'small' | 'public') => {
      const { outputs } = await estate.deployment(variant);
      return [outputs.hosting, outputs.packagesUrl];
    };
    expect(await told('small')).toEqual(['flex', '']);
    expect(await told('public')).toEqual(['premium', '']);
  },
  'flex: no alert waits for a probe that the plan does not have': async (estate) => {
    const metrics = async (variant: 'small' | 'public') =>
      JSON.stringify((await estate.deployment(variant)).of('Microsoft.Insights/metricAlerts')).includes(
        'HealthCheckStatus',
      );
    expect([await metrics('small'), await metrics('public')]).toEqual([false, true]);
  },
  'small: nothing is billed by the hour but a small base price': async (estate) => {
    const deployment = await estate.deployment('small');
    expect(at(deployment.one('Microsoft.ApiManagement/service'), 'sku.name')).toBe('Consumption');
    expect(at(deployment.one('Microsoft.ServiceBus/namespaces'), 'sku.name')).toBe('Standard');
    expect(at(deployment.one(COSMOS), 'properties.capabilities')).toEqual([{ name: 'EnableServerless' }]);
    expect(deployment.resources.filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
  },
  'gateway: a custom domain stays with every deployment, and has its certificate': async (estate) => {
    const hosts = async (variant: 'domain' | 'public') =>
      at(
        (await estate.deployment(variant)).one('Microsoft.ApiManagement/service'),
        'properties.hostnameConfigurations',
      );
    expect(await hosts('domain')).toEqual([
      {
        type: 'Proxy',
        hostName: 'api.shop.example',
        certificateSource: 'KeyVault',
        keyVaultId: 'https://v.vault.azure.net/secrets/api',
        defaultSslBinding: true,
      },
    ]);
    expect(await hosts('public')).toEqual([]);
    expect(await refusal(estate, 'domainWithoutCertificate')).toContain('customDomain needs customDomainCertificate');
  },
  'cosmos: each container has its own throughput if that is asked for': async (estate) => {
    const billed = async (variant: 'flex' | 'public' | 'keyless') => {
      const deployment = await estate.deployment(variant);
      const containers = deployment.of(`${COSMOS}/sqlDatabases/containers`);
      const throughputs = [deployment.one(`${COSMOS}/sqlDatabases`), ...containers].map(({ name, properties }) => [
        name.split('/').at(-1),
        at(properties, 'options.autoscaleSettings.maxThroughput'),
      ]);
      return Object.fromEntries(throughputs.filter(([, throughput]) => throughput !== undefined));
    };
    expect(await billed('flex')).toEqual({
      ...{ orders: 4000, products: 4000, stock: 10_000, events: 4000, deliveries: 4000 },
      // Every event reads the endpoints.
      ...{ 'webhook-endpoints': 4000, audit: 1000, leases: 1000 },
    });
    expect(await billed('keyless')).toEqual({ hearth: 4000 });
    expect(await billed('public')).toEqual({});
  },
  'cosmos: a tag tells the next deployment how it is billed': async (estate) => {
    const told = async (variant: 'flex' | 'public' | 'keyless') =>
      at((await estate.deployment(variant)).one(COSMOS), 'tags.capacity');
    expect([await told('flex'), await told('public'), await told('keyless')]).toEqual([
      'autoscalePerContainer',
      'serverless',
      'autoscale',
    ]);
  },
});
