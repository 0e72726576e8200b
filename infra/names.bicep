// One place for names, because the second deployment (events.bicep) has to find what the first one made.

@export()
@description('The name of every resource. Unique in the world by a hash of the resource group and the name.')
type Names = {
  @description('At most 32 characters: the host makes its id of the first 32, and two apps with one id would share their locks.')
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
