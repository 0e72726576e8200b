import { Network } from '../types.bicep'

param name string
param location string
param tags object
param network Network

@description('Whether the replicas of the account are in three zones instead of one.')
param zoneRedundant bool

@description('serverless is billed by the request, autoscale by the hour, up to `maxThroughput` for all containers together.')
@allowed(['serverless', 'autoscale'])
param capacity string

@description('Maximum request units per second (only with autoscale). A tenth of it is always billed.')
@minValue(1000)
param maxThroughput int
param workspaceId string

// The laptop's Cosmos DB reads the same file, so an index that a query uses there exists here.
var definitions = loadJsonContent('../../local/cosmos/containers.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: capacity == 'serverless' ? [{ name: 'EnableServerless' }] : []
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: network == 'private' ? 'Disabled' : 'Enabled'
  }

  resource database 'sqlDatabases' = {
    name: definitions.database
    properties: {
      resource: { id: definitions.database }
      options: capacity == 'autoscale' ? { autoscaleSettings: { maxThroughput: maxThroughput } } : {}
    }

    resource container 'containers' = [
      for definition in definitions.containers: {
        name: definition.id
        properties: { resource: any(definition) }
      }
    ]
  }
}

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource accountLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'PartitionKeyRUConsumption', enabled: true }
    ]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output id string = account.id
output endpoint string = account.properties.documentEndpoint
