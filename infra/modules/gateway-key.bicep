@description('The app that gets a key for the gateway.')
param appName string

@description('The key as it is now, so that a repeated deployment keeps it. Empty: the host makes one.')
@secure()
param current string

// The provider publishes no types of the host's keys.
#disable-next-line BCP081
resource key 'Microsoft.Web/sites/host/functionKeys@2025-03-01' = {
  name: '${appName}/default/gateway'
  properties: { name: 'gateway', value: empty(current) ? null : current }
}
