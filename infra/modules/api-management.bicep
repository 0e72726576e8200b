import { GatewaySku, Network } from '../types.bicep'

param name string
param location string
param tags object
param network Network
param sku GatewaySku

@description('Units of the gateway; Consumption has none.')
@minValue(1)
@maxValue(10)
param units int
param publisherName string
param publisherEmail string

@description('Subnet that the gateway reaches the app through (a private network alone).')
param subnetId string
param workspaceId string

// The v2 tiers speak nothing older by themselves, and refuse these properties.
var protocols = sku == 'Consumption'
  ? {
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls11': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Tls10': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Tls11': 'False'
    }
  : null

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: sku == 'Consumption' ? 0 : units }
  identity: { type: 'SystemAssigned' }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    customProperties: protocols
    ...(network == 'private'
      ? { virtualNetworkType: 'External', virtualNetworkConfiguration: { subnetResourceId: subnetId } }
      : {})
  }
}

// No later version exists; the one that the linter would have is older.
#disable-next-line use-recent-api-versions
resource gatewayLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: gateway
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // Consumption keeps no log of requests; Application Insights has them.
    logs: sku == 'Consumption' ? [] : [{ category: 'GatewayLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output url string = gateway.properties.gatewayUrl
output principalId string = gateway.identity.principalId
