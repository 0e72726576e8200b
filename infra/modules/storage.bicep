import { Network } from '../types.bicep'

@description('Account of uploads, images and reports. Keys are disabled.')
param dataName string

@description('Account of the Functions host: its locks, keys and work queue, and the package. It holds no data of the shop.')
param hostName string
param location string
param tags object
param network Network

@description('Whether data is copied to three zones instead of one.')
param zoneRedundant bool

@description('Whether the host storage has a key, which publishing with `func` needs.')
param hostStorageKeyed bool

@description('Origins whose pages upload images from the browser.')
param allowedOrigins string[]

@description('Days after which an original in `uploads` moves to the cool tier. It is kept, so that variants can be made from it again.')
@minValue(1)
param coolAfterDays int

@description('Days for which a deleted blob can be restored.')
param softDeleteDays int

@description('Public IP ranges (CIDR) that may reach the host storage in a private network, to publish from.')
param publishFrom string[]
param workspaceId string

var containers = loadJsonContent('../../local/storage/containers.json').containers
var sku = zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'

// Public even with a private network: browsers upload here. Each uses a URL that was issued to a
// signed-in caller and expires within minutes.
resource data 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: dataName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      cors: {
        corsRules: [
          {
            allowedOrigins: allowedOrigins
            allowedMethods: ['PUT', 'OPTIONS']
            allowedHeaders: [
              'content-type'
              'x-ms-blob-type'
              'x-ms-blob-content-type'
              'x-ms-version'
              'x-ms-client-request-id'
              'if-none-match'
            ]
            exposedHeaders: ['etag', 'x-ms-request-id', 'x-ms-error-code']
            maxAgeInSeconds: 3600
          }
        ]
      }
    }

    resource container 'containers' = [
      for name in containers: {
        name: name
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource queues 'queueServices' = {
    name: 'default'

    // The host puts uploads here that the Blob trigger failed on. Created here, so that the app
    // needs no permission for other queues.
    resource poison 'queues' = {
      name: 'webjobs-blobtrigger-poison'
    }
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            name: 'cool-originals'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['uploads/'] }
              actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } }
            }
          }
        ]
      }
    }
  }
}

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: hostName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: hostStorageKeyed
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: network == 'private' ? 'Deny' : 'Allow'
      ipRules: network == 'private' ? map(publishFrom, range => { action: 'Allow', value: range }) : []
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    }

    resource packages 'containers' = {
      name: 'packages'
      properties: { publicAccess: 'None' }
    }
  }

  resource queues 'queueServices' = {
    name: 'default'
  }
}

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource dataBlobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: data::blobs
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource dataQueueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: data::queues
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

// Reads of the host storage are logged, because it contains keys and code.
// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource hostBlobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: host::blobs
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output dataId string = data.id
output hostId string = host.id
output mediaBlobUri string = 'https://${data.name}.blob.${environment().suffixes.storage}'
output mediaQueueUri string = 'https://${data.name}.queue.${environment().suffixes.storage}'
