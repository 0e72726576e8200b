@export()
@description('public: services are reachable from the internet and protected by identities. private: a virtual network with private endpoints.')
type Network = 'public' | 'private'

@export()
type GatewaySku = 'Consumption' | 'BasicV2' | 'StandardV2'

@export()
@description('How the app notices uploads. EventGrid is fast and needs the second deployment. LogsAndContainerScan polls.')
type UploadEvents = 'EventGrid' | 'LogsAndContainerScan'

@export()
type PrivateService = 'blob' | 'queue' | 'table' | 'Sql' | 'namespace' | 'sites'
