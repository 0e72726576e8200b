import { GatewaySku, Network } from '../types.bicep'

param name string
param location string
param tags object
param network Network
param sku GatewaySku

@description('Number of units of the gateway. Consumption has none.')
@minValue(1)
@maxValue(10)
param units int
param publisherName string
param publisherEmail string

@description('Subnet from which the gateway reaches the app (only with a private network).')
param subnetId string

@description('Host name of the API, such as api.shop.example. Empty: only the one that Azure gives.')
param customDomain string

@description('Address of its certificate as a secret in a key vault that the gateway may read, without a version.')
param customDomainCertificate string
param workspaceId string

// The v2 tiers never use older protocols, and they reject these properties.
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
    // A deployment that left this out would remove the domain.
    hostnameConfigurations: empty(customDomain)
      ? []
      : [
          {
            type: 'Proxy'
            hostName: customDomain
            certificateSource: 'KeyVault'
            keyVaultId: customDomainCertificate
            defaultSslBinding: true
          }
        ]
    ...(network == 'private'
      ? { virtualNetworkType: 'External', virtualNetworkConfiguration: { subnetResourceId: subnetId } }
      : {})
  }
}

// There is no later version; the version that the linter suggests is older.
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
