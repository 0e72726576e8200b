import { GatewaySku } from '../types.bicep'

param gatewayName string
param sku GatewaySku
param appName string
param appHostName string

@description('Issuer of the tokens, exactly as in its discovery document.')
param authIssuer string

@description('Audience that the tokens must have.')
param authAudience string
param allowedOrigins string[]

@description('Calls per minute that one signed-in customer may make.')
param callsPerSubject int

@description('Calls per minute from one IP address, with or without a token.')
param callsPerAddress int
param insightsName string

@description('Percentage of the requests that Application Insights keeps. All failures are kept.')
@minValue(0)
@maxValue(100)
param samplingPercent int

// The document that the app serves, as OpenAPI 3.0 (tools/openapi/gateway-document.ts).
var document = loadJsonContent('../apim/openapi.json')

// For each method: the name of its operation, and whether it needs a token.
var methods = ['get', 'head', 'post', 'put', 'patch', 'delete']
var operations = flatten(map(
  items(document.paths),
  path =>
    map(filter(items(path.value), member => contains(methods, member.key)), member => {
      id: toLower(member.value.operationId)
      anonymous: empty(member.value.security) || contains(string(member.value.security), '{}')
    })
))
var anonymousOperations = map(filter(operations, operation => operation.anonymous), operation => operation.id)

var cachedOperations = {
  listproducts: loadTextContent('../apim/operations/product-reads.xml')
  getproduct: loadTextContent('../apim/operations/product-reads.xml')
  getvariant: loadTextContent('../apim/operations/image-reads.xml')
}

// Consumption has no built-in cache and no circuit breaker.
var full = sku != 'Consumption'

var apiPolicy = replace(
  loadTextContent('../apim/api.xml'),
  '<!-- ALLOWED_ORIGINS -->',
  join(map(allowedOrigins, origin => '<origin>${origin}</origin>'), '')
)

var fragments = [
  { name: 'problem', value: loadTextContent('../apim/fragments/problem.xml') }
  {
    name: 'limit-callers'
    value: full
      ? loadTextContent('../apim/fragments/limit-callers.xml')
      : loadTextContent('../apim/fragments/limit-callers-consumption.xml')
  }
  {
    name: 'forward'
    value: full
      ? loadTextContent('../apim/fragments/forward.xml')
      : loadTextContent('../apim/fragments/forward-consumption.xml')
  }
]

var readableValues = [
  { name: 'auth-issuer', value: authIssuer }
  {
    name: 'auth-discovery'
    value: '${endsWith(authIssuer, '/') ? authIssuer : '${authIssuer}/'}.well-known/openid-configuration'
  }
  { name: 'auth-audience', value: authAudience }
  { name: 'calls-per-subject', value: string(callsPerSubject) }
  { name: 'calls-per-address', value: string(callsPerAddress) }
]

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName

  resource values 'namedValues' = [
    for value in readableValues: {
      name: value.name
      properties: { displayName: value.name, value: value.value, secret: false }
    }
  ]

  resource keyValue 'namedValues' = {
    name: 'gateway-key'
    properties: {
      displayName: 'gateway-key'
      secret: true
      // The provider publishes no types for the host's keys.
      #disable-next-line use-recognized-resource-type
      value: listKeys(resourceId('Microsoft.Web/sites/host', appName, 'default'), '2025-03-01').functionKeys.gateway
    }
  }

  resource backend 'backends' = {
    name: 'app'
    dependsOn: [keyValue]
    properties: {
      protocol: 'http'
      url: 'https://${appHostName}/api/v1'
      resourceId: uri(environment().resourceManager, resourceId('Microsoft.Web/sites', appName))
      credentials: { header: { 'x-functions-key': ['{{gateway-key}}'] } }
      tls: { validateCertificateChain: true, validateCertificateName: true }
      // Opens if the platform itself fails. A 500 is a bug of one operation, and a 429 concerns
      // only its caller.
      ...(full
        ? {
            circuitBreaker: {
              rules: [
                {
                  name: 'no-answer'
                  failureCondition: {
                    count: 20
                    interval: 'PT10S'
                    statusCodeRanges: [{ min: 502, max: 504 }]
                    errorReasons: ['Timeout', 'BackendConnectionFailure']
                  }
                  tripDuration: 'PT10S'
                  acceptRetryAfter: true
                }
              ]
            }
          }
        : {})
    }
  }

  resource fragment 'policyFragments' = [
    for one in fragments: {
      name: one.name
      dependsOn: [values]
      properties: { format: 'xml', value: one.value }
    }
  ]

  resource everything 'policies' = {
    name: 'policy'
    dependsOn: [fragment]
    properties: { format: 'xml', value: loadTextContent('../apim/global.xml') }
  }

  resource logger 'loggers' = {
    name: 'insights'
    properties: {
      loggerType: 'applicationInsights'
      resourceId: insights.id
      credentials: {
        connectionString: insights.properties.ConnectionString
        identityClientId: 'SystemAssigned'
      }
    }
  }

  resource api 'apis' = {
    name: 'hearth'
    properties: {
      displayName: document.info.title
      path: 'api/v1'
      protocols: ['https']
      subscriptionRequired: false
      format: 'openapi+json'
      value: string(document)
    }

    resource policy 'policies' = {
      name: 'policy'
      dependsOn: [fragment, backend, values]
      properties: { format: 'xml', value: apiPolicy }
    }

    resource operation 'operations' existing = [for id in anonymousOperations: { name: id }]

    resource diagnostic 'diagnostics' = {
      name: 'applicationinsights'
      properties: {
        loggerId: logger.id
        alwaysLog: 'allErrors'
        httpCorrelationProtocol: 'W3C'
        logClientIp: false
        verbosity: 'error'
        sampling: { samplingType: 'fixed', percentage: samplingPercent }
        // Neither bodies nor headers: they contain names, addresses and tokens.
        frontend: { request: { headers: [], body: { bytes: 0 } }, response: { headers: [], body: { bytes: 0 } } }
        backend: { request: { headers: [], body: { bytes: 0 } }, response: { headers: [], body: { bytes: 0 } } }
      }
    }
  }

  resource product 'products' = {
    name: 'shop'
    properties: {
      displayName: 'Shop'
      description: 'The whole API. Permissions come from the token, so no subscription is needed.'
      state: 'published'
      subscriptionRequired: false
    }

    resource contents 'apis' = {
      name: api.name
    }
  }
}

resource anonymousPolicies 'Microsoft.ApiManagement/service/apis/operations/policies@2024-05-01' = [
  for (id, index) in anonymousOperations: {
    parent: gateway::api::operation[index]
    name: 'policy'
    dependsOn: [gateway::api::policy]
    properties: {
      format: 'xml'
      value: full && contains(cachedOperations, id)
        ? cachedOperations[id]
        : loadTextContent('../apim/operations/anonymous.xml')
    }
  }
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}
