@description('Name of the virtual network. Its parts are named after it.')
param name string
param location string
param tags object

@description('Address range of the network: a /16 that contains all its subnets.')
param addressPrefix string

@description('Whether all calls of the app to the internet come from one address of its own.')
param natGateway bool

// The delegated subnets hold outbound addresses. The app needs one per instance, so its subnet is
// large.
var subnets = {
  app: cidrSubnet(addressPrefix, 24, 0)
  gateway: cidrSubnet(addressPrefix, 24, 1)
  endpoints: cidrSubnet(addressPrefix, 24, 2)
}

resource group 'Microsoft.Network/networkSecurityGroups@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'no-way-in-from-the-internet'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource outbound 'Microsoft.Network/publicIPAddresses@2025-01-01' = if (natGateway) {
  name: '${name}-outbound'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Regional' }
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' }
}

// Standard has one zone, which Azure chooses. StandardV2 has all, but whether it accepts a subnet that
// is delegated to an app is not documented.
resource nat 'Microsoft.Network/natGateways@2025-01-01' = if (natGateway) {
  name: '${name}-nat'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: outbound.id }], idleTimeoutInMinutes: 4 }
}

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: subnets.app
          networkSecurityGroup: { id: group.id }
          ...(natGateway ? { natGateway: { id: nat.id } } : {})
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: subnets.gateway
          networkSecurityGroup: { id: group.id }
          delegations: [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: subnets.endpoints
          networkSecurityGroup: { id: group.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource gateway 'subnets' existing = { name: 'gateway' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  Sql: 'privatelink.documents.azure.com'
  namespace: 'privatelink.servicebus.windows.net'
  sites: 'privatelink.azurewebsites.net'
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zoneNames): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in items(zoneNames): {
    parent: zones[index]
    name: 'network'
    location: 'global'
    tags: tags
    properties: { virtualNetwork: { id: network.id }, registrationEnabled: false }
  }
]

output appSubnetId string = network::app.id
output gatewaySubnetId string = network::gateway.id
output endpointsSubnetId string = network::endpoints.id

@description('The address that receivers of webhooks see. Empty without a NAT gateway.')
output outboundAddress string = outbound.?properties.ipAddress ?? ''

@description('Id of the DNS zone of each service that has private endpoints.')
output zoneIds object = mapValues(zoneNames, name => resourceId('Microsoft.Network/privateDnsZones', name))
