import { type Mutation, m } from '../mutation.ts';

const roles = 'modules/roles.bicep';

export const settingMutations: readonly Mutation[] = [
  m(
    "settings: all of the laptop's, and those that only Azure has",
    'main.bicep',
    '      COSMOS_DATABASE: database\n',
    '',
  ),
  m(
    "settings: all of the laptop's, and those that only Azure has",
    'main.bicep',
    "      Media__credential: 'managedidentity'\n",
    '',
  ),
  m(
    'settings: no log is dropped because its trace is not kept',
    'main.bicep',
    "OTEL_TRACES_SAMPLER_ARG: '1'",
    "OTEL_TRACES_SAMPLER_ARG: '0.2'",
  ),
  m(
    'settings: operators are told only of settings and functions that exist',
    '../docs/operations.md',
    '`Cosmos__accountEndpoint`',
    '`Cosmos__endpoint`',
  ),
  m(
    'settings: operators are told only of settings and functions that exist',
    '../docs/operations.md',
    'AzureWebJobs.cleanUpImages.Disabled',
    'AzureWebJobs.cleanImages.Disabled',
  ),
  m('settings: none of them leads to a laptop', 'main.bicep', "  'Cosmos'\n", ''),
  m('settings: the app starts with them', 'main.bicep', 'UPLOAD_EVENTS: uploadEvents', "UPLOAD_EVENTS: 'Sometimes'"),
  m("settings: values of the shop override the laptop's", 'main.bicep', '      ...settings\n', ''),
  m(
    "settings: every client is the app's own identity",
    'main.bicep',
    "ServiceBus__credential: 'managedidentity'",
    "ServiceBus__credential: 'other'",
  ),
  m(
    'settings: a repeated deployment leaves the code where it is',
    'main.bicep',
    ".properties.?WEBSITE_RUN_FROM_PACKAGE ?? '0'",
    ".properties.?WEBSITE_NODE ?? '0'",
  ),
  m(
    'settings: a repeated deployment leaves the code where it is',
    'main.bicep',
    'keyed || empty(packageBlob)',
    'keyed',
  ),
  m(
    'publishing: if the host has no key, the deployment says where packages go',
    'main.bicep',
    "packagesUrl string = keyed || !premium ? '' : packagesUrl",
    "packagesUrl string = keyed || !premium ? packagesUrl : ''",
  ),
  m(
    'settings: the host and the images have different accounts',
    'main.bicep',
    "keyedHostStorage: keyed ? names.hostStorage : ''",
    "keyedHostStorage: keyed ? names.dataStorage : ''",
  ),
  m(
    'settings: origins are those of the parameter',
    'main.bicep',
    "ALLOWED_ORIGINS: join(allowedOrigins, ',')",
    "ALLOWED_ORIGINS: join(allowedOrigins, ' ')",
  ),
  m(
    'settings: webhooks cannot reach the loopback of an instance',
    'main.bicep',
    "WEBHOOK_ALLOW_LOOPBACK: 'false'",
    "WEBHOOK_ALLOW_LOOPBACK: 'true'",
  ),
  m(
    'settings: webhooks cannot reach the loopback of an instance',
    'main.bicep',
    "      WEBHOOK_ALLOW_LOOPBACK: 'false'\n",
    "      WEBHOOK_ALLOW_LOOPBACK: 'false'\n      ...settings\n",
  ),
  m(
    'feeds: each has its container and its leases, which the app need not create',
    '../local/cosmos/containers.json',
    '"id": "leases"',
    '"id": "leases-of-others"',
  ),
  m(
    'triggers: each has its connection, its role and what it listens to',
    roles,
    'scope: subscriptions[index]\n',
    'scope: namespace::topic[0]\n',
  ),
  m(
    'triggers: each has its connection, its role and what it listens to',
    roles,
    'scope: data::blobs::uploads\n',
    'scope: data::blobs::images\n',
  ),
  m(
    'timers: each has its schedule',
    'main.bicep',
    "  'WEBHOOK_ALLOW_LOOPBACK'\n",
    "  'WEBHOOK_ALLOW_LOOPBACK'\n  'RELAY_SCHEDULE'\n",
  ),
];
