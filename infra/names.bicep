// All names in one place, because the second deployment (events.bicep) must find the resources of
// the first one.

@export()
@description('The name of every resource. A hash of the resource group and the name makes it globally unique.')
type Names = {
  @description('At most 32 characters: the host uses the first 32 as its id, and two apps with the same id would share their locks.')
  app: string
  plan: string
  identity: string
  dataStorage: string
  hostStorage: string
  cosmos: string
  serviceBus: string
  gateway: string
  insights: string
  logs: string
  network: string
  uploadEvents: string
}

func suffixOf(group string, name string) string => take(uniqueString(group, name), 8)

@export()
func namesOf(group string, name string) Names => {
  app: '${name}-${suffixOf(group, name)}'
  plan: '${name}-plan-${suffixOf(group, name)}'
  identity: '${name}-app-${suffixOf(group, name)}'
  dataStorage: '${name}data${suffixOf(group, name)}'
  hostStorage: '${name}host${suffixOf(group, name)}'
  cosmos: '${name}-${suffixOf(group, name)}'
  serviceBus: '${name}-${suffixOf(group, name)}'
  gateway: '${name}-${suffixOf(group, name)}'
  insights: '${name}-insights-${suffixOf(group, name)}'
  logs: '${name}-logs-${suffixOf(group, name)}'
  network: '${name}-network-${suffixOf(group, name)}'
  uploadEvents: '${name}-uploads-${suffixOf(group, name)}'
}
