import { at, type Deployment, type Resource, rules } from '../estate.ts';
import { registeredTriggers } from '../registered-triggers.ts';
import { COSMOS, SERVICE_BUS, SITE, STORAGE } from '../resource-types.ts';

const accessTo = (deployment: Deployment, type: string): unknown =>
  at(deployment.one(type), 'properties.publicNetworkAccess');

export const networkRules = rules({
  'private: Cosmos and Service Bus answer nobody outside': async (estate) => {
    const deployment = await estate.deployment('private');
    expect([accessTo(deployment, COSMOS), accessTo(deployment, SERVICE_BUS)]).toEqual(['Disabled', 'Disabled']);
  },
  'private: the host storage is open only to where publishing comes from': async (estate) => {
    const host = (await estate.deployment('polling')).of(STORAGE).find(({ name }) => name.includes('host'));
    expect(at(host, 'properties.networkAcls.defaultAction')).toBe('Deny');
    expect(at(host, 'properties.networkAcls.ipRules')).toEqual([{ action: 'Allow', value: '203.0.113.0/24' }]);
  },
  'private: only Event Grid calls the app from outside, and nobody if the app polls': async (estate) => {
    const open = (await estate.deployment('private')).one(SITE);
    expect(at(open, 'properties.siteConfig.ipSecurityRestrictionsDefaultAction')).toBe('Deny');
    expect(at(open, 'properties.siteConfig.ipSecurityRestrictions')).toEqual([
      { name: 'event-grid', priority: 100, action: 'Allow', tag: 'ServiceTag', ipAddress: 'AzureEventGrid' },
    ]);
    expect(accessTo(await estate.deployment('polling'), SITE)).toBe('Disabled');
  },
  'private: the SCM site is as closed as the app': async (estate) => {
    const main = 'properties.siteConfig.scmIpSecurityRestrictionsUseMain';
    expect(at((await estate.deployment('private')).one(SITE), main)).toBe(true);
    expect(at((await estate.deployment('public')).one(SITE), main)).toBe(false);
  },
  'private: the app and the gateway live in subnets of their own': async (estate) => {
    const deployment = await estate.deployment('private');
    expect(at(deployment.one(SITE), 'properties.virtualNetworkSubnetId')).toContain('appSubnetId');
    expect(at(deployment.one(SITE), 'properties.outboundVnetRouting.allTraffic')).toBe(true);
    const gateway = deployment.one('Microsoft.ApiManagement/service');
    expect(at(gateway, 'properties.virtualNetworkConfiguration.subnetResourceId')).toContain('gatewaySubnetId');
    const subnets: unknown = at(deployment.one('Microsoft.Network/virtualNetworks'), 'properties.subnets');
    for (const index of [0, 1]) {
      expect(at(subnets, `${index}.properties.delegations.0.properties.serviceName`)).toBe('Microsoft.Web/serverFarms');
    }
  },
  'private: nothing of the network is open to the internet': async (estate) => {
    const deployment = await estate.deployment('private');
    const [rule] = Object(at(deployment.one('Microsoft.Network/networkSecurityGroups'), 'properties.securityRules'));
    expect(rule.properties).toMatchObject({
      direction: 'Inbound',
      access: 'Deny',
      sourceAddressPrefix: 'Internet',
      protocol: '*',
    });
    const subnets: unknown[] = Object(at(deployment.one('Microsoft.Network/virtualNetworks'), 'properties.subnets'));
    for (const subnet of subnets)
      expect(at(subnet, 'properties.networkSecurityGroup.id')).toContain('networkSecurityGroups');
  },
  'private: a private endpoint for each service, with its name in the network': async (estate) => {
    const deployment = await estate.deployment('private');
    const doors = deployment
      .of('Microsoft.Network/privateEndpoints')
      .map((door) => `${at(door, 'properties.privateLinkServiceConnections.0.properties.groupIds.0')}`);
    expect(doors.sort()).toEqual(['Sql', 'blob', 'blob', 'namespace', 'queue', 'queue', 'sites', 'table'].sort());
    expect(deployment.of('Microsoft.Network/privateEndpoints/privateDnsZoneGroups')).toHaveLength(doors.length);
    expect(deployment.of('Microsoft.Network/privateDnsZones')).toHaveLength(new Set(doors).size);
    expect(deployment.of('Microsoft.Network/privateDnsZones/virtualNetworkLinks')).toHaveLength(new Set(doors).size);
  },
  'private: a gateway that cannot reach into the network is refused': async (estate) => {
    const said = await estate.deployment('mismatched').then(
      ({ resources }) => JSON.stringify(resources),
      (error: unknown) => String(error),
    );
    expect(said).toContain('A private network needs gatewaySku StandardV2');
  },
  'private: the app calls the internet from one address if that is asked for, and nothing else does': async (
    estate,
  ) => {
    const deployment = await estate.deployment('nat');
    const nat = deployment.one('Microsoft.Network/natGateways');
    const address = deployment.one('Microsoft.Network/publicIPAddresses');
    expect(at(nat, 'properties.publicIpAddresses')).toEqual([{ id: address.id }]);
    expect([at(address, 'sku.name'), at(address, 'properties.publicIPAllocationMethod')]).toEqual([
      'Standard',
      'Static',
    ]);
    const subnets: Resource[] = Object(at(deployment.one('Microsoft.Network/virtualNetworks'), 'properties.subnets'));
    expect(subnets.map((subnet) => [subnet.name, at(subnet, 'properties.natGateway.id')])).toEqual([
      ['app', nat.id],
      ['gateway', undefined],
      ['endpoints', undefined],
    ]);
    expect(at(deployment.one(SITE), 'properties.outboundVnetRouting.allTraffic')).toBe(true);
    expect(JSON.stringify(deployment.outputs.outboundAddress)).toContain('outboundAddress');
    const without = await estate.deployment('private');
    expect(without.of('Microsoft.Network/natGateways')).toEqual([]);
    expect(without.of('Microsoft.Network/publicIPAddresses')).toEqual([]);
  },
  'public: an address of its own is refused, because the app has no subnet': async (estate) => {
    const said = await estate.deployment('natWithoutNetwork').then(
      ({ resources }) => JSON.stringify(resources),
      (error: unknown) => String(error),
    );
    expect(said).toContain('natGateway needs network private');
  },
  'public: no network, and what answers is guarded by identity': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(deployment.resources.filter(({ type }) => type.startsWith('Microsoft.Network/'))).toEqual([]);
    expect([accessTo(deployment, COSMOS), accessTo(deployment, SERVICE_BUS), accessTo(deployment, SITE)]).toEqual([
      'Enabled',
      'Enabled',
      'Enabled',
    ]);
  },
  'events: a topic of the data storage, if events are on': async (estate) => {
    const topic = (await estate.deployment('public')).one('Microsoft.EventGrid/systemTopics');
    expect(at(topic, 'properties.topicType')).toBe('Microsoft.Storage.StorageAccounts');
    expect(at(topic, 'properties.source')).toContain('dataId');
    expect((await estate.deployment('polling')).of('Microsoft.EventGrid/systemTopics')).toEqual([]);
  },
  'events: the second deployment finds what the first one made': async (estate) => {
    const first = await estate.deployment('public');
    const subscription = (await estate.events()).one('Microsoft.EventGrid/systemTopics/eventSubscriptions');
    expect(subscription.name.split('/')[0]).toBe(first.one('Microsoft.EventGrid/systemTopics').name);
    expect(at(subscription, 'properties.destination.properties.endpointUrl')).toContain(first.one(SITE).id);
  },
  'events: new blobs of uploads, and nothing else, call the function': async (estate) => {
    const subscription = (await estate.events()).one('Microsoft.EventGrid/systemTopics/eventSubscriptions');
    expect(at(subscription, 'properties.filter')).toEqual({
      includedEventTypes: ['Microsoft.Storage.BlobCreated'],
      subjectBeginsWith: '/blobServices/default/containers/uploads/',
      advancedFilters: [
        { operatorType: 'StringIn', key: 'data.blobType', values: ['BlockBlob'] },
        { operatorType: 'NumberLessThanOrEquals', key: 'data.contentLength', value: 100 * 1024 * 1024 },
      ],
    });
    const url = String(at(subscription, 'properties.destination.properties.endpointUrl'));
    const called = /runtime\/webhooks\/blobs\?functionName=Host\.Functions\.(\w+)&code=\{1\}/.exec(url)?.[1];
    const blobs = (await registeredTriggers()).filter(({ trigger }) => trigger.type === 'blobTrigger');
    expect(blobs.map(({ name }) => name)).toEqual([called]);
    expect(url).toContain('systemKeys.blobs_extension');
  },
});
