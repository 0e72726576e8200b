import { GatewaySku, Hosting, UploadEvents } from '../types.bicep'

@description('Prefix of the name of each alert.')
param name string
param location string
param tags object
param hosting Hosting
param gatewaySku GatewaySku
param workspaceId string
param insightsId string
param appId string
param serviceBusId string
param cosmosId string
param uploadEvents UploadEvents

@description('Event Grid topic of uploads (only with events).')
param uploadTopicId string

@description('Queues and topics whose length raises an alert.')
param entityNames string[]

@description('Those of them that are topics, whose size raises an alert.')
param topicNames string[]

@description('The one queue whose messages must not be lost.')
param orderQueue string

@description('Whether probeUrl is called from outside every 15 minutes.')
param probe bool
param probeUrl string

@description('Costs of this resource group per month, in the currency of the bill, that mail is sent about. 0: no budget.')
@minValue(0)
param monthlyBudget int

@description('First day of the first month of the budget, such as 2026-12-01. It must not change later.')
param budgetFrom string

@description('E-mail address for alerts. Empty: alerts are only in the portal.')
param email string

// docs/operations.md says what to do about each alert, under the same name.
var ofOrders = [{ name: 'EntityName', operator: 'Include', values: [orderQueue] }]
// A topic has the sums of its subscriptions, those of other systems included.
var ofWebhooks = [{ name: 'EntityName', operator: 'Include', values: filter(entityNames, name => name != orderQueue) }]
var ofTopics = [{ name: 'EntityName', operator: 'Include', values: topicNames }]
var ofAll = [{ name: 'EntityName', operator: 'Include', values: entityNames }]
var metricAlerts = concat(
  [
    {
      name: 'dead-letters'
      description: 'There are messages in the dead-letter queue. See docs/operations.md.'
      severity: 2
      scope: serviceBusId
      namespace: 'Microsoft.ServiceBus/namespaces'
      metric: 'DeadletteredMessages'
      aggregation: 'Maximum'
      operator: 'GreaterThan'
      threshold: 0
      window: 'PT5M'
      dimensions: ofOrders
    }
    {
      name: 'webhook-dead-letters'
      description: 'There are messages about events or webhooks in a dead-letter queue. See docs/operations.md.'
      severity: 3
      scope: serviceBusId
      namespace: 'Microsoft.ServiceBus/namespaces'
      metric: 'DeadletteredMessages'
      aggregation: 'Maximum'
      operator: 'GreaterThan'
      threshold: 0
      window: 'PT15M'
      dimensions: ofWebhooks
    }
    {
      name: 'queue-growing'
      description: 'Messages arrive faster than they are processed. See docs/operations.md.'
      severity: 2
      scope: serviceBusId
      namespace: 'Microsoft.ServiceBus/namespaces'
      metric: 'ActiveMessages'
      aggregation: 'Average'
      operator: 'GreaterThan'
      threshold: 1000
      window: 'PT15M'
      dimensions: ofAll
    }
    {
      name: 'topic-filling'
      description: 'The topic of events is half full. When it is full, no event is published. See docs/operations.md.'
      severity: 2
      scope: serviceBusId
      namespace: 'Microsoft.ServiceBus/namespaces'
      metric: 'Size'
      aggregation: 'Maximum'
      operator: 'GreaterThan'
      // Half of the topic's size, in bytes.
      threshold: 2684354560
      window: 'PT15M'
      dimensions: ofTopics
    }
    {
      name: 'server-errors'
      description: 'The app answers with 5xx.'
      severity: 2
      scope: appId
      namespace: 'Microsoft.Web/sites'
      metric: 'Http5xx'
      aggregation: 'Total'
      operator: 'GreaterThan'
      threshold: 20
      window: 'PT5M'
      dimensions: []
    }
    {
      name: 'database-throttled'
      description: 'Cosmos DB answers 429: it has too few request units. See docs/operations.md.'
      severity: 2
      scope: cosmosId
      namespace: 'Microsoft.DocumentDB/databaseAccounts'
      metric: 'TotalRequests'
      aggregation: 'Count'
      operator: 'GreaterThan'
      threshold: 100
      window: 'PT5M'
      dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
    }
  ],
  // Flex Consumption has no probe: `relay-stopped` and `unreachable` notice an app that is down.
  hosting == 'premium'
    ? [
        {
          name: 'unhealthy'
          description: 'Instances of the app do not answer the platform\'s probe.'
          severity: 1
          scope: appId
          namespace: 'Microsoft.Web/sites'
          metric: 'HealthCheckStatus'
          aggregation: 'Average'
          operator: 'LessThan'
          threshold: 100
          window: 'PT5M'
          dimensions: []
        }
      ]
    : [],
  uploadEvents == 'EventGrid'
    ? [
        {
          name: 'upload-events-failing'
          description: 'Event Grid cannot tell the app about uploads. See docs/operations.md.'
          severity: 2
          scope: uploadTopicId
          namespace: 'Microsoft.EventGrid/systemTopics'
          metric: 'DeliveryAttemptFailCount'
          aggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 10
          window: 'PT15M'
          dimensions: []
        }
      ]
    : []
)

// Each line of our log is one JSON document in `Message`. The query looks for the event as a word
// first, because words are indexed.
var ofEvents = '''
AppTraces
| where Message has_any (dynamic(EVENTS))
| extend entry = parse_json(Message)
| where tostring(entry.event) in (dynamic(EVENTS))
'''

// The log event of each nightly job that ended well. Nothing is expected before there is a log of a
// whole night. If there is no log at all, the app is down, and the alert must stay.
var ofMissingJobs = '''
let told = AppTraces
| where TimeGenerated > ago(26h) and Message has_any (dynamic(EVENTS))
| extend entry = parse_json(Message)
| where tostring(entry.event) != 'stock_reconciled' or toint(entry.broken) == 0
| summarize by event = tostring(entry.event);
let since = toscalar(AppTraces | summarize min(TimeGenerated));
print event = dynamic(EVENTS)
| mv-expand event to typeof(string)
| where (isnull(since) or since < ago(26h)) and event !in (told)
'''

// relayOrders logs every run. Without `by`, no rows are counted as 0, so silence is a row.
var ofSilence = '''
AppTraces
| where Message has_any (dynamic(EVENTS))
| summarize runs = count()
| where runs == 0
'''

// The relay sends for work that has been due for 16, 32, 64, ... minutes.
var ofOldWork = '''
AppTraces
| where Message has_any (dynamic(EVENTS))
| extend entry = parse_json(Message)
| where tostring(entry.event) in (dynamic(EVENTS)) and toint(entry.oldestMinutes) >= 16
'''

// The relays send for what has been due for 16, 32, 64, ... minutes; the feed says how old a change was
// when its events were recorded.
var ofOldEvents = '''
AppTraces
| where Message has_any (dynamic(EVENTS))
| extend entry = parse_json(Message)
| where tostring(entry.event) in (dynamic(EVENTS))
| where toint(entry.oldestMinutes) >= 16 or toint(entry.oldestSeconds) >= 960
'''

// Orders change, but no function records it. The host's own lines also tell of a function that fails
// again and again. What changed a moment ago may still be on its way.
var ofStoppedFeed = '''
let succeeded = (name: string) {
  AppTraces | where Message startswith strcat("Executed 'Functions.", name, "' (Succeeded")
};
let changes = toscalar(succeeded('processOrder') | where TimeGenerated < ago(15m) | count);
let recorded = toscalar(succeeded('recordOrderEvents') | count);
print changes = changes, recorded = recorded
| where changes > 0 and recorded == 0
'''

// By night, everything is derived again. If something was missing, the feed has lost it.
var ofMissedEvents = '''
AppTraces
| where Message has_any (dynamic(EVENTS))
| extend entry = parse_json(Message)
| where tostring(entry.event) in (dynamic(EVENTS))
| where tostring(entry.event) != 'events_reconciled' or toint(entry.created) > 0
'''

// With few errors a percentage means nothing, so at least twenty are needed.
var ofErrorShare = '''
ApiManagementGatewayLogs
| summarize answers = count(), errors = countif(ResponseCode >= 500)
| where errors >= 20 and errors * 20 >= answers
'''

// A row has the sum of what an instance measured in a minute. One order that waited for long makes one
// row slow, a slow shop most of them.
var ofSlowOrders = '''
AppMetrics
| where Name == 'hearth.order.confirmation.duration'
| summarize confirmed = sum(ItemCount), slow = sumif(ItemCount, Sum >= 60 * ItemCount)
| where slow >= 5 and slow * 2 >= confirmed
'''

// Each row of a gauge has one value, so its sum is that value.
var ofOverdueWork = '''
AppMetrics
| where Name == 'hearth.due.age'
| summarize seconds = max(Sum) by what = tostring(Properties.what)
| where seconds >= 3600
'''

// One endpoint that is down is its owner's trouble. If half of all calls fail, it may be ours.
var ofFailedCalls = '''
AppMetrics
| where Name == 'hearth.webhook.attempts'
| summarize calls = sum(Sum), failed = sumif(Sum, tostring(Properties.outcome) != 'delivered')
| where failed >= 20 and failed * 2 >= calls
'''

// Ten times the average hour of the two days before, which is 47 hours long. Below a million request
// units an hour, about 0.25 dollars with `serverless`, no alert is raised.
var ofRequestUnits = '''
AppMetrics
| where Name == 'hearth.cosmos.request_charge'
| summarize lately = sumif(Sum, TimeGenerated > ago(1h)), before = sumif(Sum, TimeGenerated <= ago(1h))
| where lately >= 1000000 and lately * 47 >= before * 10
'''

var ofLogs = '''
_LogOperation
| where Category =~ 'Ingestion' and Detail has 'OverQuota'
'''

func about(query string, events string[]) string => replace(query, 'EVENTS', string(events))

// An alert about a state closes when the state ends. A single event leaves the window soon, whether
// or not anybody has dealt with it, so an alert about an event stays until it is closed by hand. A
// window is longer than the time between two checks, because logs arrive late. One event may
// therefore show up in more than one check.
var logAlerts = concat(
  [
    {
      name: 'orders-need-attention'
      description: 'The processing of orders was given up. See docs/operations.md.'
      severity: 2
      query: about(ofEvents, ['order_given_up', 'order_not_marked', 'message_malformed'])
      window: 'PT15M'
      every: 'PT5M'
      isState: false
    }
    {
      name: 'orders-waiting'
      description: 'Orders have waited for a quarter of an hour. See docs/operations.md.'
      severity: 2
      query: about(ofOldWork, ['orders_relayed'])
      window: 'PT15M'
      every: 'PT5M'
      isState: false
    }
    {
      name: 'orders-slow'
      description: 'It takes more than a minute to confirm most orders. See docs/operations.md.'
      severity: 2
      query: ofSlowOrders
      window: 'PT30M'
      every: 'PT15M'
      isState: true
    }
    {
      name: 'work-overdue'
      description: 'Orders, events or webhooks have waited for an hour. See docs/operations.md.'
      severity: 1
      query: ofOverdueWork
      window: 'PT30M'
      every: 'PT15M'
      isState: false
    }
    {
      name: 'relay-stopped'
      description: 'relayOrders has not run for a quarter of an hour: the app is down. See docs/operations.md.'
      severity: 1
      query: about(ofSilence, ['orders_relayed'])
      window: 'PT15M'
      every: 'PT5M'
      isState: true
    }
    {
      name: 'uploads-given-up'
      description: 'Uploads could not be processed. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['upload_given_up'])
      window: 'PT30M'
      every: 'PT15M'
      isState: false
    }
    {
      name: 'jobs-missing'
      description: 'A nightly job has not succeeded for 26 hours. See docs/operations.md.'
      severity: 2
      query: about(ofMissingJobs, ['sales_reported', 'stock_reconciled', 'images_cleaned_up', 'events_reconciled'])
      window: 'P2D'
      every: 'PT1H'
      isState: true
    }
    {
      name: 'report-failed'
      description: 'The sales report of a day could not be written. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['report_failed'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'clean-up-brake'
      description: 'cleanUpImages stopped before it removed too much. See docs/operations.md.'
      severity: 2
      query: about(ofEvents, ['clean_up_braked'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'clean-up-failing'
      description: 'A step of cleanUpImages failed 50 times in a row. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['clean_up_broken_off'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'stock-odd'
      description: 'reconcileStock found what it must not repair. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['reconcile_finding'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'events-waiting'
      description: 'Events or webhooks have waited for a quarter of an hour. See docs/operations.md.'
      severity: 2
      query: about(ofOldEvents, ['events_recorded', 'events_relayed', 'deliveries_relayed'])
      window: 'PT30M'
      every: 'PT15M'
      isState: false
    }
    {
      name: 'events-stopped'
      description: 'Orders change, but recordOrderEvents records no events. See docs/operations.md.'
      severity: 2
      query: ofStoppedFeed
      window: 'PT1H'
      every: 'PT15M'
      isState: true
    }
    {
      name: 'events-missed'
      description: 'Events were not recorded when they should have been. See docs/operations.md.'
      severity: 3
      query: about(ofMissedEvents, ['event_source_malformed', 'events_reconciled'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'endpoint-disabled'
      description: 'A webhook endpoint gets no more calls, because it kept failing. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['endpoint_disabled'])
      window: 'PT30M'
      every: 'PT15M'
      isState: false
    }
    {
      name: 'webhooks-failing'
      description: 'Webhooks were given up after their last attempt. See docs/operations.md.'
      severity: 3
      query: about(ofEvents, ['webhook_failed'])
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
    {
      name: 'webhooks-not-arriving'
      description: 'At least half of the calls of webhook endpoints fail. See docs/operations.md.'
      severity: 3
      query: ofFailedCalls
      window: 'PT1H'
      every: 'PT15M'
      isState: true
    }
    {
      name: 'request-units-jump'
      description: 'The app spends ten times the request units of the two days before. See docs/operations.md.'
      severity: 3
      query: ofRequestUnits
      window: 'P2D'
      every: 'PT1H'
      isState: true
    }
    {
      name: 'logs-capped'
      description: 'The daily limit of logs is reached. Until tomorrow, alerts that read logs do not work.'
      severity: 2
      query: ofLogs
      window: 'PT2H'
      every: 'PT1H'
      isState: false
    }
  ],
  // Consumption keeps no log of requests. There, `server-errors` counts instead.
  gatewaySku == 'Consumption'
    ? []
    : [
        {
          name: 'error-share'
          description: 'At least one in twenty answers of the gateway is a 5xx.'
          severity: 1
          query: ofErrorShare
          window: 'PT15M'
          every: 'PT5M'
          isState: true
        }
      ]
)

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${name}-alerts'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: take(name, 12)
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var groupIds = empty(email) ? [] : [group.id]

resource metrics 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for alert in metricAlerts: {
    name: '${name}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: alert.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: alert.namespace
            metricName: alert.metric
            // Otherwise Azure refuses an alert about a metric that a new resource has not reported yet.
            skipMetricValidation: true
            timeAggregation: alert.aggregation
            operator: alert.operator
            threshold: alert.threshold
            dimensions: alert.dimensions
          }
        ]
      }
      actions: map(groupIds, id => { actionGroupId: id })
    }
  }
]

resource logs 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: '${name}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: alert.isState
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      // A new workspace has no tables until something is written to them.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: groupIds }
    }
  }
]

// From outside, through the gateway: what the alerts on the app's own logs and metrics cannot see.
resource webTest 'Microsoft.Insights/webtests@2022-06-15' = if (probe) {
  name: '${name}-probe'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-probe'
    Name: '${name}-probe'
    Kind: 'standard'
    Enabled: true
    Frequency: 900
    Timeout: 30
    RetryEnabled: true
    Locations: [{ Id: 'emea-nl-ams-azr' }, { Id: 'us-va-ash-azr' }, { Id: 'apac-sg-sin-azr' }]
    Request: { RequestUrl: probeUrl, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 14 }
  }
}

resource unreachable 'Microsoft.Insights/metricAlerts@2026-01-01' = if (probe) {
  name: '${name}-unreachable'
  location: 'global'
  tags: tags
  properties: {
    description: 'The shop does not answer from outside that it is ready. See docs/operations.md.'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [webTest.id, insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: webTest.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: map(groupIds, id => { actionGroupId: id })
  }
}

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (monthlyBudget > 0) {
  name: '${name}-monthly'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetFrom }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [email]
      }
      expected: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: [email]
      }
    }
  }
}
