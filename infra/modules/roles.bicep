import { UploadEvents } from '../types.bicep'

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Used in the names of the assignments, because the object id is not known at the start.')
param appIdentityName string

@description('Object id of the gateway\'s identity.')
param gatewayPrincipalId string
param gatewayName string
param cosmosName string
param database string
param serviceBusName string
param queueNames string[]

@description('Topics that the app sends to.')
param topicNames string[]

@description('What the app receives from topics: each as `{topic}/{subscription}`.')
param subscriptionNames string[]
param dataStorageName string
param hostStorageName string

@description('Whether the host storage has a key. The identity then needs no role for it.')
param hostStorageKeyed bool

@description('Whether whoever deploys uploads the package to the container `packages`.')
param deployerUploads bool
param insightsName string
param uploadEvents UploadEvents

// Built-in roles. Their ids are the same everywhere.
var role = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobDelegator: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  serviceBusReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  serviceBusSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}
var cosmosDataContributor = '00000000-0000-0000-0000-000000000002'

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: cosmosName
}

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName

  resource queue 'queues' existing = [for name in queueNames: { name: name }]
  resource topic 'topics' existing = [for name in topicNames: { name: name }]
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2026-01-01' existing = [
  for name in subscriptionNames: { name: '${serviceBusName}/${name}' }
]

resource data 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'
    resource uploads 'containers' existing = { name: 'uploads' }
    resource images 'containers' existing = { name: 'images' }
    resource reports 'containers' existing = { name: 'reports' }
  }
  resource queues 'queueServices' existing = {
    name: 'default'
    resource poison 'queues' existing = { name: 'webjobs-blobtrigger-poison' }
  }
}

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'
    resource packages 'containers' existing = { name: 'packages' }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// Scoped to the database. This template creates its containers, and the app never does. The role also
// reads the change feed and writes the leases.
resource readsAndWritesDocuments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = {
  parent: cosmos
  name: guid(cosmos.id, database, appIdentityName)
  properties: {
    principalId: appPrincipalId
    roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${cosmosDataContributor}'
    scope: '${cosmos.id}/dbs/${database}'
  }
}

resource receives 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, index) in queueNames: {
    scope: namespace::queue[index]
    name: guid(namespace.id, name, appIdentityName, role.serviceBusReceiver)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.serviceBusReceiver)
    }
  }
]

resource sends 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, index) in queueNames: {
    scope: namespace::queue[index]
    name: guid(namespace.id, name, appIdentityName, role.serviceBusSender)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.serviceBusSender)
    }
  }
]

resource publishesEvents 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, index) in topicNames: {
    scope: namespace::topic[index]
    name: guid(namespace.id, name, appIdentityName, role.serviceBusSender)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.serviceBusSender)
    }
  }
]

// Not on the topic, which would open the subscriptions of other systems to the app.
resource receivesEvents 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, index) in subscriptionNames: {
    scope: subscriptions[index]
    name: guid(namespace.id, name, appIdentityName, role.serviceBusReceiver)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.serviceBusReceiver)
    }
  }
]

// The Blob trigger needs Owner. With events it uses only its container; polling also reads the logs
// of the account.
resource ownsUploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (uploadEvents == 'EventGrid') {
  scope: data::blobs::uploads
  name: guid(data::blobs::uploads.id, appIdentityName, role.blobDataOwner)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataOwner)
  }
}

resource ownsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (uploadEvents == 'LogsAndContainerScan') {
  scope: data
  name: guid(data.id, appIdentityName, role.blobDataOwner)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataOwner)
  }
}

resource writesImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data::blobs::images
  name: guid(data::blobs::images.id, appIdentityName, role.blobDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataContributor)
  }
}

resource writesReports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data::blobs::reports
  name: guid(data::blobs::reports.id, appIdentityName, role.blobDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataContributor)
  }
}

// Needed to sign upload URLs. The role can only be assigned to an account, and gives no access to
// any blob.
resource delegates 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data
  name: guid(data.id, appIdentityName, role.blobDelegator)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDelegator)
  }
}

resource keepsPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data::queues::poison
  name: guid(data::queues::poison.id, appIdentityName, role.queueDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.queueDataContributor)
  }
}

resource ownsHostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!hostStorageKeyed) {
  scope: host
  name: guid(host.id, appIdentityName, role.blobDataOwner)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataOwner)
  }
}

resource usesHostQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!hostStorageKeyed) {
  scope: host
  name: guid(host.id, appIdentityName, role.queueDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.queueDataContributor)
  }
}

// Whoever deploys also publishes, without a key, with their own identity. The owner of a group has
// no access to its data.
resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (deployerUploads) {
  scope: host::blobs::packages
  name: guid(host::blobs::packages.id, deployer().objectId, role.blobDataContributor)
  properties: {
    principalId: deployer().objectId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataContributor)
  }
}

resource appReports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, appIdentityName, role.metricsPublisher)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.metricsPublisher)
  }
}

resource gatewayReports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, gatewayName, role.metricsPublisher)
  properties: {
    principalId: gatewayPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.metricsPublisher)
  }
}
