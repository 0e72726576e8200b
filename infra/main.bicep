// Hearth in one resource group. README.md lists the resources, their cost, the role assignments and
// the order of the deployments.
import { Capacity, GatewaySku, Hosting, Network, PrivateService, UploadEvents } from 'types.bicep'
import { namesOf } from 'names.bicep'

targetScope = 'resourceGroup'

@description('Prefix of every name: lower-case letters and digits, starting with a letter.')
@minLength(2)
@maxLength(12)
param name string = 'hearth'

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags object = { app: 'hearth' }

@description('public: services are reachable from the internet and protected by identities. private: a virtual network with private endpoints; needs gatewaySku StandardV2 and hosting premium.')
param network Network = 'public'

@description('premium: instances that are always on, a health check, both ways of publishing. flex: billed by use, by identity only, uploads by EventGrid only. It cannot be changed later.')
param hosting Hosting = 'premium'

@description('Size of an instance of the app (only with premium).')
@allowed(['EP1', 'EP2', 'EP3'])
param planSku string = 'EP1'

@description('Number of instances that are always on; with flex, of the HTTP functions and of processOrder. Zero only with flex. A zone-redundant plan has at least three.')
@minValue(0)
@maxValue(20)
param alwaysReady int = 1

@description('Megabytes of memory of an instance (only with flex). Four of the dearest images at once need 1.5 GB beside the host.')
@allowed([2048, 4096])
param flexMemory int = 2048

@description('Number of pre-warmed instances kept for the next step of a scale-out (only with premium).')
@minValue(0)
@maxValue(10)
param preWarmed int = 1

@description('Maximum number of instances. With flex at least 40, which is the least that the platform accepts.')
@minValue(1)
@maxValue(100)
param scaleLimit int = 20

@description('Whether app, storage and database are spread over three zones.')
param zoneRedundant bool = false

@description('Whether the endpoints under /admin are closed, even to the master key. Then `hearth ops run` cannot start jobs, which run on schedule only.')
param closeAdmin bool = false

@description('Version of Node. 24 is supported until April 2028, 22 until April 2027.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Only with premium; with flex always keyless. keyed: needed by `func azure functionapp publish`. keyless: the package is in the container `packages` of the host storage, see packageBlob.')
@allowed(['keyed', 'keyless'])
param hostStorage string = 'keyed'

@description('Name of the package in the container `packages` (only with keyless). Empty: the published one stays.')
param packageBlob string = ''

@description('How the database is billed. It cannot be changed by a deployment, see docs/deploy.md.')
param cosmosCapacity Capacity = 'serverless'

@description('Maximum request units per second: of all containers together with autoscale, of each large one with autoscalePerContainer.')
@minValue(1000)
param cosmosMaxThroughput int = 4000

@description('Maximum request units per second of single containers, such as { stock: 10000 } (only with autoscalePerContainer).')
param cosmosContainerThroughput { *: int } = {}

@description('How the app notices uploads. EventGrid needs the second deployment, events.bicep.')
param uploadEvents UploadEvents = 'EventGrid'

@description('Issuer of the tokens, exactly as in its discovery document, such as https://login.microsoftonline.com/TENANT/v2.0.')
@minLength(9)
param authIssuer string

@description('Audience that the tokens must have. With Microsoft Entra ID: the client id of the API.')
@minLength(1)
param authAudience string

@description('Origins of the shop\'s pages, such as https://shop.example. They may call the API and upload images.')
@minLength(1)
param allowedOrigins string[]

@description('Settings of the app that differ from local.settings.json.example, such as { LOW_STOCK: \'10\' }. No secrets.')
param settings object = {}

@description('Consumption is cheapest and limits the concurrent calls of a caller. BasicV2 adds rate limits, a cache and a circuit breaker. StandardV2 adds a virtual network.')
param gatewaySku GatewaySku = 'BasicV2'

@description('Number of units of the gateway (not with Consumption).')
@minValue(1)
@maxValue(10)
param gatewayUnits int = 1

@description('Host name of the API, such as api.shop.example. Empty: only the one that Azure gives. See docs/owning.md.')
param customDomain string = ''

@description('Address of its certificate as a secret in a key vault, without a version (only with customDomain).')
param customDomainCertificate string = ''

@description('Name of the shop\'s operator, which the gateway shows to developers.')
@minLength(1)
param publisherName string = 'Hearth'

@description('E-mail address for Azure\'s messages about the gateway.')
@minLength(3)
param publisherEmail string

@description('Calls per minute that one signed-in customer may make.')
@minValue(1)
param callsPerSubject int = 300

@description('Calls per minute from one IP address, with or without a token. Raise it if one server calls for many customers.')
@minValue(1)
param callsPerAddress int = 600

@description('Percentage of the gateway\'s requests that Application Insights keeps.')
@minValue(0)
@maxValue(100)
param samplingPercent int = 10

@description('Days after which the original of an image moves to the cool tier.')
@minValue(1)
param coolAfterDays int = 30

@description('Days for which a deleted blob or container can be restored.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 7

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('Maximum gigabytes of logs per day. -1: no limit.')
param logDailyCapGb int = 5

@description('E-mail address for alerts. Empty: no mail; the alerts are still in the portal.')
param alertEmail string = ''

@description('Whether the API is called from three places every 15 minutes, with an alert if it does not answer.')
param probe bool = true

@description('Costs of the resource group per month, in the currency of the bill, that alertEmail is mailed about at 80 %, and if they are expected to be reached. 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget was set up, such as 2026-12-01 (only with monthlyBudget). Azure does not let it change later.')
param budgetFrom string = ''

@description('Address range of the virtual network: a /16.')
param networkPrefix string = '10.40.0.0/16'

@description('Whether the app calls the internet, such as receivers of webhooks, from one address of its own (only with a private network).')
param natGateway bool = false

@description('Public IP ranges (CIDR) that may publish (only with a private network).')
param publishFrom string[] = []

var names = namesOf(resourceGroup().id, name)
var isPrivate = network == 'private'
var premium = hosting == 'premium'
// Flex Consumption reaches its storage as the app's identity.
var keyed = premium && hostStorage == 'keyed'
var packagesUrl = 'https://${names.hostStorage}.blob.${environment().suffixes.storage}/packages'
// At least one per zone. Plan and app must agree, or each deployment removes instances that the
// platform has added.
var instances = zoneRedundant ? max(alwaysReady, 3) : alwaysReady
var limit = scaleLimit < instances
  ? fail('scaleLimit is below the number of instances that are always on: alwaysReady, or at least three with zoneRedundant.')
  : (premium && instances == 0 ? fail('alwaysReady 0 needs hosting flex.') : scaleLimit)
// Publishing to Flex Consumption needs the SCM site, which a private network closes. Its Blob
// trigger cannot poll.
var host = !premium && (isPrivate || uploadEvents != 'EventGrid')
  ? fail('hosting flex needs network public and uploadEvents EventGrid.')
  : hosting
// Entra ID's tokens of version 2.0 have the client id of the API as audience, never its URI.
var isEntra = contains(authIssuer, '.microsoftonline.') || contains(authIssuer, '.ciamlogin.com/')
var audience = isEntra && contains(authAudience, '://')
  ? fail('authAudience must be the client id of the API: tokens of this issuer never have its URI as audience.')
  : authAudience
var budget = monthlyBudget > 0 && (empty(budgetFrom) || empty(alertEmail))
  ? fail('monthlyBudget needs alertEmail, and budgetFrom such as 2026-12-01.')
  : monthlyBudget
var domain = !empty(customDomain) && empty(customDomainCertificate)
  ? fail('customDomain needs customDomainCertificate.')
  : customDomain
// Only in a network the app has a subnet that a NAT gateway can serve.
var hasNat = natGateway && !isPrivate ? fail('natGateway needs network private.') : natGateway
var sku = isPrivate && gatewaySku != 'StandardV2'
  ? fail('A private network needs gatewaySku StandardV2, because other gateways cannot reach into it.')
  : gatewaySku

// Settings shared by laptop and Azure come from the laptop's file, so that a new setting is here at
// once.
var laptop = loadJsonContent('../local.settings.json.example').Values
var ownHere = [
  'FUNCTIONS_WORKER_RUNTIME'
  'AzureWebJobsStorage'
  'Cosmos'
  'COSMOS_DATABASE'
  'ServiceBus'
  'Media'
  'UPLOAD_EVENTS'
  'AUTH_ISSUER'
  'AUTH_AUDIENCE'
  'ALLOWED_ORIGINS'
  'WEBHOOK_ALLOW_LOOPBACK'
]
var inCommon = toObject(
  filter(items(laptop), setting => !contains(ownHere, setting.key)),
  setting => setting.key,
  setting => setting.value
)

var database = loadJsonContent('../local/cosmos/containers.json').database
var broker = loadJsonContent('../local/service-bus/config.json').UserConfig.Namespaces[0]
var queueNames = map(broker.Queues, queue => queue.Name)
var topicNames = map(broker.Topics, topic => topic.Name)
var subscriptionNames = flatten(map(
  broker.Topics,
  topic => map(topic.Subscriptions, subscription => '${topic.Name}/${subscription.Name}')
))

module identity 'modules/identity.bicep' = {
  params: { name: names.identity, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    logsName: names.logs
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: logDays
    dailyCapGb: logDailyCapGb
  }
}

module vnet 'modules/network.bicep' = if (isPrivate) {
  params: { name: names.network, location: location, tags: tags, addressPrefix: networkPrefix, natGateway: hasNat }
}

module storage 'modules/storage.bicep' = {
  params: {
    dataName: names.dataStorage
    hostName: names.hostStorage
    location: location
    tags: tags
    network: network
    zoneRedundant: zoneRedundant
    hostStorageKeyed: keyed
    allowedOrigins: allowedOrigins
    coolAfterDays: coolAfterDays
    softDeleteDays: softDeleteDays
    publishFrom: publishFrom
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  params: {
    name: names.cosmos
    location: location
    tags: tags
    network: network
    zoneRedundant: zoneRedundant
    capacity: cosmosCapacity
    maxThroughput: cosmosMaxThroughput
    containerThroughput: cosmosContainerThroughput
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  params: {
    name: names.serviceBus
    location: location
    tags: tags
    network: network
    workspaceId: monitoring.outputs.workspaceId
  }
}

module plan 'modules/plan.bicep' = {
  params: {
    name: names.plan
    location: location
    tags: tags
    hosting: host
    sku: planSku
    minimumInstances: instances
    maximumInstances: limit
    zoneRedundant: zoneRedundant
  }
}

// With Flex Consumption the app names the container of its package, which must exist first.
module app 'modules/app.bicep' = {
  dependsOn: [storage]
  params: {
    name: names.app
    location: location
    tags: tags
    network: network
    hosting: host
    planId: plan.outputs.id
    identityId: identity.outputs.id
    packagesUrl: packagesUrl
    subnetId: vnet.?outputs.appSubnetId ?? ''
    uploadEvents: uploadEvents
    closeAdmin: closeAdmin
    nodeVersion: nodeVersion
    alwaysReady: instances
    preWarmed: preWarmed
    flexMemory: flexMemory
    scaleLimit: limit
    workspaceId: monitoring.outputs.workspaceId
  }
}

module gateway 'modules/api-management.bicep' = {
  params: {
    name: names.gateway
    location: location
    tags: tags
    network: network
    sku: sku
    units: gatewayUnits
    publisherName: publisherName
    publisherEmail: publisherEmail
    customDomain: domain
    customDomainCertificate: customDomainCertificate
    subnetId: vnet.?outputs.gatewaySubnetId ?? ''
    workspaceId: monitoring.outputs.workspaceId
  }
}

// Here and below, names are used instead of outputs. They are known at the start, so that what-if
// can evaluate them.
module roles 'modules/roles.bicep' = {
  dependsOn: [storage, cosmos, serviceBus]
  params: {
    appPrincipalId: identity.outputs.principalId
    appIdentityName: names.identity
    gatewayPrincipalId: gateway.outputs.principalId
    gatewayName: names.gateway
    cosmosName: names.cosmos
    database: database
    serviceBusName: names.serviceBus
    queueNames: queueNames
    topicNames: topicNames
    subscriptionNames: subscriptionNames
    dataStorageName: names.dataStorage
    hostStorageName: names.hostStorage
    hostStorageKeyed: keyed
    deployerUploads: premium && !keyed
    insightsName: names.insights
    uploadEvents: uploadEvents
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

// The roles come first: an app that starts without them fails its first calls.
module appSettings 'modules/app-settings.bicep' = {
  dependsOn: [app, roles, endpoints]
  params: {
    appName: names.app
    keyedHostStorage: keyed ? names.hostStorage : ''
    setsPackage: premium
    runFromPackage: !premium ? '' : keyed || empty(packageBlob)
      ? list(resourceId('Microsoft.Web/sites/config', names.app, 'appsettings'), '2025-03-01').properties.?WEBSITE_RUN_FROM_PACKAGE ?? '0'
      : '${packagesUrl}/${packageBlob}'
    settings: {
      ...inCommon
      // Flex Consumption refuses these: its plan says what runs.
      ...(premium ? { FUNCTIONS_EXTENSION_VERSION: '~4', FUNCTIONS_WORKER_RUNTIME: 'node' } : {})
      ...(premium && !keyed ? { WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.outputs.id } : {})
      ...(keyed
        ? {}
        : {
            AzureWebJobsStorage__accountName: names.hostStorage
            AzureWebJobsStorage__credential: 'managedidentity'
            AzureWebJobsStorage__clientId: identity.outputs.clientId
          })
      Cosmos__accountEndpoint: cosmos.outputs.endpoint
      Cosmos__credential: 'managedidentity'
      Cosmos__clientId: identity.outputs.clientId
      COSMOS_DATABASE: database
      ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.hostName
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.outputs.clientId
      Media__blobServiceUri: storage.outputs.mediaBlobUri
      Media__queueServiceUri: storage.outputs.mediaQueueUri
      Media__credential: 'managedidentity'
      Media__clientId: identity.outputs.clientId
      UPLOAD_EVENTS: uploadEvents
      AUTH_ISSUER: authIssuer
      AUTH_AUDIENCE: audience
      ALLOWED_ORIGINS: join(allowedOrigins, ',')
      // Not a secret: local authentication is off, so this only says where to send data.
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
      // Every trace is kept: the host drops the logs of traces that are not, and alerts read these logs.
      OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
      OTEL_TRACES_SAMPLER_ARG: '1'
      // The exporters would report on themselves to Microsoft: the host's reads the first name; the app's
      // obeys it only in part.
      APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true'
      ...settings
      // On an instance, loopback is where the platform hands out tokens of the app's identity. So no
      // setting of the shop opens it.
      WEBHOOK_ALLOW_LOOPBACK: 'false'
    }
  }
}

module gatewayKey 'modules/gateway-key.bicep' = {
  dependsOn: [appSettings]
  params: {
    appName: names.app
    #disable-next-line use-recognized-resource-type // The provider publishes no types for the host's keys.
    current: listKeys(resourceId('Microsoft.Web/sites/host', names.app, 'default'), '2025-03-01').functionKeys.?gateway ?? ''
  }
}

module api 'modules/api.bicep' = {
  dependsOn: [gateway, gatewayKey]
  params: {
    gatewayName: names.gateway
    sku: sku
    appName: names.app
    appHostName: app.outputs.hostName
    authIssuer: authIssuer
    authAudience: audience
    allowedOrigins: allowedOrigins
    callsPerSubject: callsPerSubject
    callsPerAddress: callsPerAddress
    insightsName: names.insights
    samplingPercent: samplingPercent
  }
}

// events.bicep creates the subscription, because the URL to call exists only once the code runs.
resource uploadTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (uploadEvents == 'EventGrid') {
  name: names.uploadEvents
  location: location
  tags: tags
  properties: {
    source: storage.outputs.dataId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource uploadTopicLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (uploadEvents == 'EventGrid') {
  scope: uploadTopic
  name: 'to-logs'
  properties: {
    workspaceId: monitoring.outputs.workspaceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    hosting: host
    gatewaySku: sku
    workspaceId: monitoring.outputs.workspaceId
    insightsId: insights.id
    appId: app.outputs.id
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
    uploadEvents: uploadEvents
    uploadTopicId: uploadEvents == 'EventGrid' ? uploadTopic.id : ''
    entityNames: concat(queueNames, topicNames)
    topicNames: topicNames
    orderQueue: 'process-order'
    probe: probe
    probeUrl: '${gateway.outputs.url}/api/v1/health/ready'
    monthlyBudget: budget
    budgetFrom: budgetFrom
    email: alertEmail
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    displayName: '${name}-health'
    location: location
    tags: tags
    // By their names: the page needs neither of them to be there, and its text is known beforehand.
    workspaceId: resourceId('Microsoft.OperationalInsights/workspaces', names.logs)
    serviceBusId: resourceId('Microsoft.ServiceBus/namespaces', names.serviceBus)
  }
}

type Door = { to: 'data' | 'host' | 'cosmos' | 'serviceBus' | 'app', service: PrivateService }

var doors Door[] = [
  { to: 'data', service: 'blob' }
  { to: 'data', service: 'queue' }
  { to: 'host', service: 'blob' }
  { to: 'host', service: 'queue' }
  { to: 'host', service: 'table' }
  { to: 'cosmos', service: 'Sql' }
  { to: 'serviceBus', service: 'namespace' }
  { to: 'app', service: 'sites' }
]

module endpoints 'modules/private-endpoint.bicep' = [
  for door in (isPrivate ? doors : []): {
    params: {
      name: toLower('${names.network}-${door.to}-${door.service}')
      location: location
      tags: tags
      subnetId: vnet!.outputs.endpointsSubnetId
      resourceId: {
        data: storage.outputs.dataId
        host: storage.outputs.hostId
        cosmos: cosmos.outputs.id
        serviceBus: serviceBus.outputs.id
        app: app.outputs.id
      }[door.to]
      service: door.service
      zoneId: vnet!.outputs.zoneIds[door.service]
    }
  }
]

@description('Name of the app, for `func azure functionapp publish`.')
output appName string = names.app

@description('Host name of the app itself. Callers use apiUrl.')
output appHostName string = app.outputs.hostName

@description('Base URL of the API.')
output apiUrl string = '${gateway.outputs.url}/api/v1'

@description('What the app runs on, which decides how it is published.')
output hosting string = host

@description('URL of the container that packages are published to and run from (only with premium and keyless, otherwise empty).')
output packagesUrl string = keyed || !premium ? '' : packagesUrl

@description('The address that receivers of webhooks see. Empty without natGateway: then it is one of many that Azure shares.')
output outboundAddress string = hasNat ? vnet!.outputs.outboundAddress : ''

output gatewayName string = names.gateway
output dataStorageName string = names.dataStorage
output hostStorageName string = names.hostStorage
