@description('Name of the page in the portal.')
param displayName string
param location string
param tags object
param workspaceId string
param serviceBusId string

@description('Price of a million request units of serverless Cosmos DB, in dollars, for the estimated cost.')
param requestUnitPrice string = '0.25'

// Names of metrics, their labels, events and fields are checked against the app's tables by
// `npm run infra`.
var queries = [
  {
    title: 'Orders by what became of them'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.orders'
| summarize orders = sum(Sum) by outcome = tostring(Properties.outcome), bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'From placed to confirmed, in seconds; attempts that another one followed'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name in ('hearth.order.confirmation.duration', 'hearth.order.retries')
| summarize seconds = sumif(Sum, Name == 'hearth.order.confirmation.duration') /
  sumif(ItemCount, Name == 'hearth.order.confirmation.duration'), retries = sumif(Sum, Name == 'hearth.order.retries')
  by bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Requests: number, failures, milliseconds'
    chart: 'table'
    query: '''
AppRequests
| summarize requests = sum(ItemCount), failures = countif(Success == false),
  p50 = percentile(DurationMs, 50), p95 = percentile(DurationMs, 95), p99 = percentile(DurationMs, 99) by Name
| order by requests desc
'''
  }
  {
    title: 'Warnings and errors of the app'
    chart: 'table'
    query: '''
AppTraces
| where SeverityLevel >= 2 and Message startswith '{'
| extend entry = parse_json(Message)
| summarize lines = count(), latest = max(TimeGenerated), reason = take_any(tostring(entry.reason)),
  example = take_any(tostring(entry.orderId)) by event = tostring(entry.event), SeverityLevel
| order by SeverityLevel desc, lines desc
'''
  }
  {
    title: 'Orders that were given up'
    chart: 'table'
    query: '''
AppTraces
| where Message has 'order_given_up'
| extend entry = parse_json(Message)
| where tostring(entry.event) == 'order_given_up'
| project TimeGenerated, order = tostring(entry.orderId), service = tostring(entry.service),
  reason = tostring(entry.reason)
| order by TimeGenerated desc
| take 50
'''
  }
  {
    title: 'Request units by operation, and their estimated cost in dollars (serverless)'
    chart: 'table'
    query: '''
AppMetrics
| where Name == 'hearth.cosmos.request_charge'
| summarize units = sum(Sum) by operation = tostring(Properties.operation)
| extend dollars = units / 1000000 * PRICE
| order by units desc
'''
  }
  {
    title: 'Request units'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.cosmos.request_charge'
| summarize units = sum(Sum) by bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Age of the oldest work that is due, in seconds'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.due.age'
| summarize seconds = max(Sum) by what = tostring(Properties.what), bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Messages that the relays sent again'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.relay.sends'
| summarize messages = sum(Sum) by relay = tostring(Properties.relay), bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Webhooks: attempts by outcome'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.webhook.attempts'
| summarize attempts = sum(Sum) by outcome = tostring(Properties.outcome), bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Webhooks: seconds until an endpoint answers'
    chart: 'timechart'
    query: '''
AppMetrics
| where Name == 'hearth.webhook.duration'
| summarize seconds = sum(Sum) / sum(ItemCount), longest = max(Max) by bin(TimeGenerated, 15m)
'''
  }
  {
    title: 'Images: number, seconds and bytes'
    chart: 'table'
    query: '''
AppMetrics
| where Name in ('hearth.image.duration', 'hearth.image.size')
| summarize images = sum(ItemCount), average = sum(Sum) / sum(ItemCount), largest = max(Max)
  by Name, outcome = tostring(Properties.outcome)
'''
  }
]

var timeRange = {
  type: 9
  content: {
    version: 'KqlParameterItem/1.0'
    style: 'pills'
    parameters: [
      {
        id: guid(displayName, 'range')
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        type: 4
        isRequired: true
        value: { durationMs: 86400000 }
        typeSettings: { selectableValues: [{ durationMs: 3600000 }, { durationMs: 86400000 }, { durationMs: 604800000 }] }
      }
    ]
  }
  name: 'range'
}

var charts = [
  for item in queries: {
    type: 3
    content: {
      version: 'KqlItem/1.0'
      title: item.title
      query: replace(item.query, 'PRICE', requestUnitPrice)
      size: 0
      visualization: item.chart
      queryType: 0
      resourceType: 'microsoft.operationalinsights/workspaces'
      crossComponentResources: [workspaceId]
      timeContextFromParameter: 'TimeRange'
    }
    customWidth: '50'
    name: item.title
  }
]

// By queue and topic, which the tables of the workspace do not tell apart.
var messages = {
  type: 10
  content: {
    version: 'MetricsItem/2.0'
    chartId: guid(displayName, 'messages')
    title: 'Messages that wait, and dead letters'
    size: 0
    chartType: 2
    metricScope: 0
    resourceType: 'microsoft.servicebus/namespaces'
    resourceIds: [serviceBusId]
    timeContextFromParameter: 'TimeRange'
    metrics: map(['ActiveMessages', 'DeadletteredMessages'], metric => {
      namespace: 'microsoft.servicebus/namespaces'
      metric: 'microsoft.servicebus/namespaces--${metric}'
      aggregation: 3
      splitBy: 'EntityName'
    })
  }
  customWidth: '50'
  name: 'messages'
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, displayName)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([timeRange], take(charts, 2), [messages], skip(charts, 2))
      fallbackResourceIds: [workspaceId]
    })
  }
}
