import { PrivateService } from '../types.bicep'

param name string
param location string
param tags object
param subnetId string

@description('The resource behind the endpoint.')
param resourceId string

@description('The service of the resource, by its name in Private Link.')
param service PrivateService

@description('DNS zone of the private network that resolves the service\'s public name.')
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
