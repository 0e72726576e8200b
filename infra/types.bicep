@export()
@description('public: every service answers on the internet, guarded by identity. private: a network of our own with private endpoints.')
type Network = 'public' | 'private'

@export()
type GatewaySku = 'Consumption' | 'BasicV2' | 'StandardV2'

@export()
@description('What tells the app of uploads. EventGrid is prompt and needs the second deployment; the other polls.')
type UploadEvents = 'EventGrid' | 'LogsAndContainerScan'

@export()
type PrivateService = 'blob' | 'queue' | 'table' | 'Sql' | 'namespace' | 'sites'
