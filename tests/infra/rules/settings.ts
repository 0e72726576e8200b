import { readConfig } from '../../../src/config.ts';
import { at, type Deployment, ORIGINS, rules } from '../estate.ts';
import { laptopSettings, registeredTriggers } from '../registered-triggers.ts';
import { COSMOS } from '../resource-types.ts';

/**
 * What replaces a connection string of the laptop in Azure: the address of a service that knows the
 * app's identity.
 */
const identityForm: Readonly<Record<string, readonly string[]>> = {
  Cosmos: ['Cosmos__accountEndpoint', 'Cosmos__credential', 'Cosmos__clientId'],
  ServiceBus: ['ServiceBus__fullyQualifiedNamespace', 'ServiceBus__credential', 'ServiceBus__clientId'],
  Media: ['Media__blobServiceUri', 'Media__queueServiceUri', 'Media__credential', 'Media__clientId'],
};
const ofAzureAlone = [
  'FUNCTIONS_EXTENSION_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'APPLICATIONINSIGHTS_STATSBEAT_DISABLED',
  'APPLICATION_INSIGHTS_NO_STATSBEAT',
];
const keylessHost = [
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
];

const settingsOf = (deployment: Deployment): Record<string, string> =>
  Object(deployment.one('Microsoft.Web/sites/config', '/appsettings').properties);

/** The settings as the app would see them, with samples in place of what only Azure knows. */
const seenByTheApp = (settings: Record<string, string>): Record<string, string> => {
  const known: Record<string, string> = {
    Cosmos__accountEndpoint: 'https://hearth.documents.azure.com:443/',
    ServiceBus__fullyQualifiedNamespace: 'hearth.servicebus.windows.net',
    Media__blobServiceUri: 'https://hearthdata.blob.core.windows.net',
    Media__queueServiceUri: 'https://hearthdata.queue.core.windows.net',
    APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      value.startsWith('[') ? (known[name] ?? 'something') : value,
    ]),
  );
};

/** The path of the entity or container, as it ends in the id of its resource. */
const listenedTo = ({ queueName, topicName, subscriptionName, path }: Readonly<Record<string, unknown>>): string => {
  if (topicName !== undefined) return `topics/${topicName}/subscriptions/${subscriptionName}`;
  return String(queueName ?? String(path).split('/')[0]);
};

export const settingRules = rules({
  "settings: all of the laptop's, and those that only Azure has": async (estate) => {
    const wanted = Object.keys(laptopSettings()).flatMap((name) => identityForm[name] ?? [name]);
    const { public: open, keyless } = {
      public: settingsOf(await estate.deployment('public')),
      keyless: settingsOf(await estate.deployment('keyless')),
    };
    expect(Object.keys(open).sort()).toEqual([...wanted, ...ofAzureAlone].sort());
    const withoutKey = wanted.filter((name) => name !== 'AzureWebJobsStorage');
    expect(Object.keys(keyless).sort()).toEqual(
      [...withoutKey, ...ofAzureAlone, ...keylessHost, 'WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID'].sort(),
    );
  },
  'settings: no log is dropped because its trace is not kept': async (estate) => {
    const settings = settingsOf(await estate.deployment('public'));
    expect([settings.OTEL_TRACES_SAMPLER, settings.OTEL_TRACES_SAMPLER_ARG]).toEqual([
      'microsoft.fixed_percentage',
      '1',
    ]);
  },
  'settings: operators are told only of settings and functions that exist': async (estate) => {
    const page = await estate.text('../docs/operations.md');
    const deployed = Object.keys(settingsOf(await estate.deployment('public')));
    const named = [...page.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\w+__\w+|AzureWebJobsStorage)`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !name.startsWith('HEARTH_') && !deployed.includes(name))).toEqual([]);
    const functions = (await registeredTriggers()).map(({ name }) => name);
    const disabled = [...page.matchAll(/AzureWebJobs\.(\w+)\.Disabled/g)].map(([, name]) => name);
    expect(disabled.filter((name) => !functions.includes(String(name)))).toEqual([]);
  },
  'settings: none of them leads to a laptop': async (estate) => {
    for (const variant of ['public', 'keyless'] as const) {
      const text = JSON.stringify(settingsOf(await estate.deployment(variant)));
      expect(text).not.toMatch(/127\.0\.0\.1|localhost|UseDevelopment|AccountKey=[A-Za-z0-9]/);
    }
  },
  'settings: the app starts with them': async (estate) => {
    const config = readConfig(seenByTheApp(settingsOf(await estate.deployment('public'))));
    expect(config).toMatchObject({
      uploadEvents: 'EventGrid',
      cosmos: { address: expect.stringContaining('documents'), database: 'hearth' },
      auth: { issuer: 'https://login.example/tenant/v2.0', audience: 'api://hearth' },
    });
    expect(readConfig(seenByTheApp(settingsOf(await estate.deployment('polling')))).uploadEvents).toBe(
      'LogsAndContainerScan',
    );
  },
  "settings: values of the shop override the laptop's": async (estate) => {
    expect(settingsOf(await estate.deployment('keyless')).LOW_STOCK).toBe('7');
    expect(settingsOf(await estate.deployment('public')).LOW_STOCK).toBe(laptopSettings().LOW_STOCK);
  },
  "settings: every client is the app's own identity": async (estate) => {
    const settings = settingsOf(await estate.deployment('keyless'));
    for (const name of ['Cosmos', 'ServiceBus', 'Media', 'AzureWebJobsStorage']) {
      expect(settings[`${name}__credential`]).toBe('managedidentity');
      expect(settings[`${name}__clientId`]).toContain("'identity-{0}'");
    }
    expect(settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING).toContain('Authorization=AAD');
  },
  'settings: a repeated deployment leaves the code where it is': async (estate) => {
    const settings = settingsOf(await estate.deployment('public'));
    expect(settings.WEBSITE_RUN_FROM_PACKAGE).toMatch(
      /list\(.*\/config\/appsettings'.*'WEBSITE_RUN_FROM_PACKAGE'\), '0'\)/,
    );
    const { WEBSITE_RUN_FROM_PACKAGE: again } = settingsOf(await estate.deployment('keylessAgain'));
    expect(again).toBe(settings.WEBSITE_RUN_FROM_PACKAGE);
    const keyless = settingsOf(await estate.deployment('keyless'));
    expect(keyless.WEBSITE_RUN_FROM_PACKAGE).toMatch(/blob\.\{1\}\/packages', 'hearthhost.*'app-1\.zip'/);
  },
  'publishing: if the host has no key, the deployment says where packages go': async (estate) => {
    const url = async (variant: 'public' | 'keylessAgain') =>
      JSON.stringify(at((await estate.deployment(variant)).outputs, 'packagesUrl'));
    expect(await url('public')).not.toContain('https');
    expect(await url('keylessAgain')).toMatch(/https:\/\/\{0\}\.blob\.\{1\}\/packages', 'hearthhost/);
  },
  'settings: the host and the images have different accounts': async (estate) => {
    const deployment = await estate.deployment('public');
    const template = JSON.stringify(await estate.template('main'));
    expect(settingsOf(deployment).AzureWebJobsStorage).toContain("'hearthhost");
    expect(settingsOf(deployment).Media__blobServiceUri).toContain('mediaBlobUri');
    expect(template).toMatch(
      /"mediaBlobUri":\{"type":"string","value":"\[format\('https:\/\/\{0\}\.blob\.\{1\}', parameters\('dataName'\)/,
    );
  },
  'settings: origins are those of the parameter': async (estate) =>
    expect(settingsOf(await estate.deployment('public')).ALLOWED_ORIGINS).toBe(ORIGINS.join(',')),
  'settings: webhooks cannot reach the loopback of an instance': async (estate) => {
    expect(laptopSettings().WEBHOOK_ALLOW_LOOPBACK).toBe('true');
    expect(settingsOf(await estate.deployment('public')).WEBHOOK_ALLOW_LOOPBACK).toBe('false');
    // There, the settings of the shop ask for it.
    expect(settingsOf(await estate.deployment('keyless')).WEBHOOK_ALLOW_LOOPBACK).toBe('false');
  },
  'triggers: each has its connection, its role and what it listens to': async (estate) => {
    const deployment = await estate.deployment('public');
    const settings = settingsOf(deployment);
    const scopes = deployment.of('Microsoft.Authorization/roleAssignments').map(({ id }) => id);
    const connected = (await registeredTriggers()).filter(({ trigger }) => trigger.connection !== undefined);
    expect(connected.map(({ name }) => name)).toEqual(expect.arrayContaining(['processOrder', 'processUpload']));
    for (const { name, trigger } of connected) {
      expect(Object.keys(settings).filter((one) => one.startsWith(`${trigger.connection}__`))).not.toEqual([]);
      // A role on the database covers the change feed.
      if (trigger.type === 'cosmosDBTrigger') continue;
      const entity = listenedTo(trigger);
      expect([name, scopes.some((id) => id.includes(`/${entity}/providers/Microsoft.Authorization/`))]).toEqual([
        name,
        true,
      ]);
      const last = `/${entity.split('/').at(-1)}`;
      expect([name, deployment.resources.some((one) => one.name.endsWith(last))]).toEqual([name, true]);
    }
  },
  'feeds: each has its container and its leases, which the app need not create': async (estate) => {
    const deployment = await estate.deployment('public');
    const settings = settingsOf(deployment);
    const containers = deployment.of(`${COSMOS}/sqlDatabases/containers`).map(({ name }) => name.split('/').slice(1));
    const feeds = (await registeredTriggers()).filter(({ trigger }) => trigger.type === 'cosmosDBTrigger');
    expect(feeds.map(({ name }) => name).sort()).toEqual(['recordOrderEvents', 'recordProductEvents']);
    for (const { trigger } of feeds) {
      const database = settings[String(trigger.databaseName).replaceAll('%', '')];
      expect(containers).toContainEqual([database, trigger.containerName]);
      expect(containers).toContainEqual([database, trigger.leaseContainerName]);
      expect(trigger.createLeaseContainerIfNotExists ?? false).toBe(false);
    }
  },
  'timers: each has its schedule': async (estate) => {
    const settings = settingsOf(await estate.deployment('public'));
    const schedules = (await registeredTriggers())
      .filter(({ trigger }) => trigger.type === 'timerTrigger')
      .map(({ trigger }) => String(trigger.schedule).replaceAll('%', ''));
    expect(schedules).toContain('RELAY_SCHEDULE');
    for (const name of schedules) expect(at(settings, name)).toMatch(/^(\S+ ){5}\S+$/);
  },
});
