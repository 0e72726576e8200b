// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const storage = 'modules/storage.bicep';
const cosmos = 'modules/cosmos.bicep';
const bus = 'modules/service-bus.bicep';
const app = 'modules/app.bicep';
const vnet = 'modules/network.bicep';

export const networkMutations: readonly Mutation[] = [
  m('private: Cosmos and Service Bus answer nobody outside', cosmos, "'Disabled' : 'Enabled'", "'Enabled' : 'Enabled'"),
  m('private: Cosmos and Service Bus answer nobody outside', bus, "'Disabled' : 'Enabled'", "'Enabled' : 'Enabled'"),
  m(
    'private: the host storage is open only to where publishing comes from',
    storage,
    "'Deny' : 'Allow'",
    "'Allow' : 'Allow'",
  ),
  m(
    'private: only Event Grid calls the app from outside, and nobody if the app polls',
    app,
    "'Deny' : 'Allow'",
    "'Allow' : 'Allow'",
  ),
  m(
    'private: only Event Grid calls the app from outside, and nobody if the app polls',
    app,
    "open ? 'Enabled' : 'Disabled'",
    "open ? 'Enabled' : 'Enabled'",
  ),
  m(
    'private: the app and the gateway live in subnets of their own',
    app,
    "network == 'private' ? subnetId : null",
    "network == 'public' ? subnetId : null",
  ),
  m(
    'private: the app and the gateway live in subnets of their own',
    vnet,
    "delegations: [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]",
    'delegations: []',
  ),
  m('private: nothing of the network is open to the internet', vnet, "access: 'Deny'", "access: 'Allow'"),
  m(
    'private: a private endpoint for each service, with its name in the network',
    'main.bicep',
    "  { to: 'cosmos', service: 'Sql' }\n",
    '',
  ),
  m(
    'private: a gateway that cannot reach into the network is refused',
    'main.bicep',
    "isPrivate && gatewaySku != 'StandardV2'",
    "isPrivate && gatewaySku == 'Consumption'",
  ),
  m(
    'private: the app calls the internet from one address if that is asked for, and nothing else does',
    vnet,
    '          ...(natGateway ? { natGateway: { id: nat.id } } : {})\n',
    '',
  ),
  m(
    'private: the app calls the internet from one address if that is asked for, and nothing else does',
    vnet,
    "publicIPAddresses@2025-01-01' = if (natGateway)",
    "publicIPAddresses@2025-01-01' = if (!empty(name))",
  ),
  m(
    'private: the app calls the internet from one address if that is asked for, and nothing else does',
    app,
    "allTraffic: network == 'private'",
    'allTraffic: false',
  ),
  m(
    'public: an address of its own is refused, because the app has no subnet',
    'main.bicep',
    'natGateway && !isPrivate ?',
    'natGateway && !premium ?',
  ),
  m(
    'public: no network, and what answers is guarded by identity',
    'main.bicep',
    "var isPrivate = network == 'private'",
    "var isPrivate = network != 'none'",
  ),
  m(
    'events: a topic of the data storage, if events are on',
    'main.bicep',
    'source: storage.outputs.dataId',
    'source: storage.outputs.hostId',
  ),
  m(
    'events: the second deployment finds what the first one made',
    'events.bicep',
    'namesOf(resourceGroup().id, name)',
    "namesOf(resourceGroup().id, '${name}x')",
  ),
  m(
    'events: new blobs of uploads, and nothing else, call the function',
    'events.bicep',
    'containers/uploads/',
    'containers/',
  ),
  m(
    'events: new blobs of uploads, and nothing else, call the function',
    'events.bicep',
    'Host.Functions.processUpload',
    'Host.Functions.processUploads',
  ),
  m(
    'events: new blobs of uploads, and nothing else, call the function',
    'events.bicep',
    "values: ['BlockBlob']",
    "values: ['BlockBlob', 'PageBlob']",
  ),
  m(
    'private: the SCM site is as closed as the app',
    app,
    "scmIpSecurityRestrictionsUseMain: network == 'private'",
    'scmIpSecurityRestrictionsUseMain: false',
  ),
];
