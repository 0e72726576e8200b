import { Capacity, Network } from '../types.bicep'

param name string
param location string
param tags object
param network Network

@description('Whether the replicas of the account are in three zones instead of one.')
param zoneRedundant bool

param capacity Capacity

@description('Maximum request units per second: of all containers together with autoscale, of each large one with autoscalePerContainer. A tenth of it is always billed.')
@minValue(1000)
param maxThroughput int

@description('Maximum request units per second of single containers, such as { stock: 10000 } (only with autoscalePerContainer).')
param containerThroughput { *: int }
param workspaceId string

// The laptop's Cosmos DB reads the same file, so an index that a query uses there exists here.
var definitions = loadJsonContent('../../local/cosmos/containers.json')

// Small and written by few, so they need no more than the least that autoscale has.
var quiet = ['audit', 'leases']

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: location
  // `npm run deploy` reads the tag: the account itself does not say how its containers are billed.
  tags: union(tags, { capacity: capacity })
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
        properties: {
          resource: any(definition)
          options: capacity == 'autoscalePerContainer'
            ? { autoscaleSettings: { maxThroughput: containerThroughput[?definition.id] ?? (contains(quiet, definition.id) ? 1000 : maxThroughput) } }
            : {}
        }
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
