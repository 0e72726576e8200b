@description('The app that gets a key for the gateway.')
param appName string

@description('The current key, so that a repeated deployment keeps it. Empty: the host creates one.')
@secure()
param current string

// The provider publishes no types for the host's keys.
#disable-next-line BCP081
resource key 'Microsoft.Web/sites/host/functionKeys@2025-03-01' = {
  name: '${appName}/default/gateway'
  properties: { name: 'gateway', value: empty(current) ? null : current }
}
