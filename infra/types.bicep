@export()
@description('premium: Elastic Premium, billed by the hour. flex: Flex Consumption, billed by use, and by the hour only for instances that are always ready.')
type Hosting = 'premium' | 'flex'

@export()
@description('public: services are reachable from the internet and protected by identities. private: a virtual network with private endpoints.')
type Network = 'public' | 'private'

@export()
@description('serverless: billed by the request. autoscale: by the hour, up to a throughput that all containers share. autoscalePerContainer: the same, for each container by itself.')
type Capacity = 'serverless' | 'autoscale' | 'autoscalePerContainer'

@export()
type GatewaySku = 'Consumption' | 'BasicV2' | 'StandardV2'

@export()
@description('How the app notices uploads. EventGrid is fast and needs the second deployment. LogsAndContainerScan polls.')
type UploadEvents = 'EventGrid' | 'LogsAndContainerScan'

@export()
type PrivateService = 'blob' | 'queue' | 'table' | 'Sql' | 'namespace' | 'sites'
