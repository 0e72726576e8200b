import { Hosting } from '../types.bicep'

param name string
param location string
param tags object

param hosting Hosting

@description('Size of an instance (only with premium).')
@allowed(['EP1', 'EP2', 'EP3'])
param sku string

@description('Number of instances that are always on and billed (only with premium).')
@minValue(0)
param minimumInstances int

@description('Maximum number of instances (only with premium).')
@minValue(1)
@maxValue(100)
param maximumInstances int

@description('Whether instances are spread over three zones. It cannot be changed after the plan is created.')
param zoneRedundant bool

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: hosting == 'premium' ? 'elastic' : 'functionapp'
  sku: hosting == 'premium'
    ? { name: sku, tier: 'ElasticPremium', family: 'EP', capacity: minimumInstances }
    : { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    ...(hosting == 'premium' ? { maximumElasticWorkerCount: maximumInstances } : {})
    zoneRedundant: zoneRedundant
  }
}

output id string = plan.id
