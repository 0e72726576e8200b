param name string
param location string
param tags object

@allowed(['EP1', 'EP2', 'EP3'])
param sku string

@description('Number of instances that are always on and billed.')
@minValue(1)
param minimumInstances int

@description('Maximum number of instances.')
@minValue(1)
@maxValue(100)
param maximumInstances int

@description('Whether instances are spread over three zones. It cannot be changed after the plan is created.')
param zoneRedundant bool

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'elastic'
  sku: { name: sku, tier: 'ElasticPremium', family: 'EP', capacity: minimumInstances }
  properties: {
    reserved: true
    maximumElasticWorkerCount: maximumInstances
    zoneRedundant: zoneRedundant
  }
}

output id string = plan.id
