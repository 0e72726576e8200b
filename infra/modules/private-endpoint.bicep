import { PrivateService } from '../types.bicep'

param name string
param location string
param tags object
param subnetId string

@description('The resource that the endpoint leads to.')
param resourceId string

@description('Which of its services, as Private Link calls it.')
param service PrivateService

@description('Zone of the private network that resolves the service\'s public name.')
param zoneId string

resource door 'Microsoft.Network/privateEndpoints@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: resourceId, groupIds: [service] }
      }
    ]
  }

  resource records 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: toLower(service), properties: { privateDnsZoneId: zoneId } }]
    }
  }
}
