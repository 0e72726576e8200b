import { Network } from '../types.bicep'

param name string
param location string
param tags object
param network Network
param workspaceId string

// The laptop's broker reads the same file.
var definitions = loadJsonContent('../../local/service-bus/config.json').UserConfig.Namespaces[0]

var subscriptions = flatten(map(
  definitions.Topics,
  (topic, index) => map(topic.Subscriptions, definition => { topic: index, definition: definition })
))

// Duplicate detection and topics need Standard; private endpoints need Premium.
var sku = network == 'private' ? 'Premium' : 'Standard'

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: sku, ...(sku == 'Premium' ? { capacity: 1 } : {}) }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: network == 'private' ? 'Disabled' : 'Enabled'
  }

  resource queue 'queues' = [
    for queue in definitions.Queues: {
      name: queue.Name
      properties: {
        deadLetteringOnMessageExpiration: queue.Properties.DeadLetteringOnMessageExpiration
        defaultMessageTimeToLive: queue.Properties.DefaultMessageTimeToLive
        duplicateDetectionHistoryTimeWindow: queue.Properties.DuplicateDetectionHistoryTimeWindow
        lockDuration: queue.Properties.LockDuration
        maxDeliveryCount: queue.Properties.MaxDeliveryCount
        requiresDuplicateDetection: queue.Properties.RequiresDuplicateDetection
        requiresSession: queue.Properties.RequiresSession
      }
    }
  ]

  // No subscription can keep a message longer than its topic says. The laptop's broker allows an
  // hour; here, a system that subscribes may be down for a week.
  resource topic 'topics' = [
    for topic in definitions.Topics: {
      name: topic.Name
      properties: {
        defaultMessageTimeToLive: 'P7D'
        // A subscription that nobody reads fills the topic for all. The default is a fifth of this.
        maxSizeInMegabytes: 5120
        duplicateDetectionHistoryTimeWindow: topic.Properties.DuplicateDetectionHistoryTimeWindow
        requiresDuplicateDetection: topic.Properties.RequiresDuplicateDetection
      }
    }
  ]
}

// Other systems have subscriptions of their own, which a deployment leaves as they are.
resource subscription 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2026-01-01' = [
  for one in subscriptions: {
    parent: namespace::topic[one.topic]
    name: one.definition.Name
    properties: {
      deadLetteringOnMessageExpiration: one.definition.Properties.DeadLetteringOnMessageExpiration
      defaultMessageTimeToLive: one.definition.Properties.DefaultMessageTimeToLive
      lockDuration: one.definition.Properties.LockDuration
      maxDeliveryCount: one.definition.Properties.MaxDeliveryCount
      requiresSession: one.definition.Properties.RequiresSession
    }
  }
]

// There is no later version; the version that the linter suggests is older.
#disable-next-line use-recent-api-versions
resource namespaceLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-logs'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = namespace.id
output hostName string = split(split(namespace.properties.serviceBusEndpoint, '//')[1], ':')[0]
