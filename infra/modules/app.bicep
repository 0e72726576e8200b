import { Hosting, Network, UploadEvents } from '../types.bicep'

@description('At most 32 characters, see names.bicep.')
@maxLength(32)
param name string
param location string
param tags object
param network Network
param hosting Hosting
param planId string
param identityId string

@description('URL of the container that the package is kept in (only with flex).')
param packagesUrl string

@description('Subnet from which the app reaches the services (only with a private network).')
param subnetId string
param uploadEvents UploadEvents

@description('Whether the endpoints under /admin are closed, even to the master key.')
param closeAdmin bool

@allowed(['22', '24'])
param nodeVersion string

@description('Number of instances that are always on. With flex: of each group that is always ready.')
@minValue(0)
@maxValue(20)
param alwaysReady int

@description('Megabytes of memory of an instance (only with flex).')
@allowed([2048, 4096])
param flexMemory int

@description('Number of pre-warmed instances kept for the next step of a scale-out (only with premium).')
@minValue(0)
@maxValue(10)
param preWarmed int

@description('Maximum number of instances of the app.')
@minValue(1)
@maxValue(100)
param scaleLimit int
param workspaceId string

// Flex Consumption scales all HTTP functions together, and every other function by itself.
var readyGroups = ['http', 'function:processOrder']

// Each kind of plan refuses the properties of the other.
var ofPremium = {
  reserved: true
  virtualNetworkSubnetId: network == 'private' ? subnetId : null
  outboundVnetRouting: { allTraffic: network == 'private' }
}
var ofFlex = {
  functionAppConfig: {
    deployment: {
      storage: {
        type: 'blobContainer'
        value: packagesUrl
        authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
      }
    }
    runtime: { name: 'node', version: nodeVersion }
    scaleAndConcurrency: {
      instanceMemoryMB: flexMemory
      // The platform accepts nothing below 40.
      maximumInstanceCount: max(scaleLimit, 40)
      alwaysReady: alwaysReady == 0 ? [] : map(readyGroups, group => { name: group, instanceCount: alwaysReady })
    }
  }
}
var configOfPremium = {
  linuxFxVersion: 'NODE|${nodeVersion}'
  ftpsState: 'Disabled'
  // The gateway answers CORS. Browsers reject an answer that has its headers twice.
  cors: { allowedOrigins: [], supportCredentials: false }
  // Never the readiness endpoint: a short outage of Cosmos DB would make the platform replace all
  // instances at once.
  healthCheckPath: '/api/v1/health/live'
  minimumElasticInstanceCount: alwaysReady
  preWarmedInstanceCount: preWarmed
  functionAppScaleLimit: scaleLimit
  // The app's own host measures the load, because the platform's scale controller has no identity
  // to read the queues with.
  functionsRuntimeScaleMonitoringEnabled: true
}

// Event Grid calls from the internet. Without it, a private app needs no access from there.
var open = network == 'public' || uploadEvents == 'EventGrid'

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: planId
    httpsOnly: true
    clientAffinityEnabled: false
    // The provider's types lack this documented property.
    #disable-next-line BCP037
    functionsRuntimeAdminIsolationEnabled: closeAdmin
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    ...(hosting == 'premium' ? ofPremium : ofFlex)
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ...(hosting == 'premium' ? configOfPremium : {})
      ipSecurityRestrictionsDefaultAction: network == 'private' ? 'Deny' : 'Allow'
      ipSecurityRestrictions: network == 'private'
        ? [{ name: 'event-grid', priority: 100, action: 'Allow', tag: 'ServiceTag', ipAddress: 'AzureEventGrid' }]
        : []
      // Nothing is published through the SCM site, so with a private network it is closed like the
      // app.
      scmIpSecurityRestrictionsUseMain: network == 'private'
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource appLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    // Function logs go to Application Insights; sending them here too would cost twice. App
    // Service's audit logs do not exist for function apps.
    logs: []
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output hostName string = app.properties.defaultHostName
