@description('The app whose settings these are. All others of its settings are removed.')
param appName string

@description('Settings that hold no secret.')
param settings object

@description('WEBSITE_RUN_FROM_PACKAGE as it is now: publishing sets it, and the settings here must not take the code away.')
@secure()
param runFromPackage string

@description('Name of the account of the host, where it is opened by a key. Empty: by the identity, and `settings` say so.')
param keyedHostStorage string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' existing = if (!empty(keyedHostStorage)) {
  name: keyedHostStorage
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: {
    ...settings
    WEBSITE_RUN_FROM_PACKAGE: runFromPackage
    ...(empty(keyedHostStorage)
      ? {}
      : {
          AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=${keyedHostStorage};AccountKey=${host!.listKeys().keys[0].value};EndpointSuffix=${environment().suffixes.storage}'
        })
  }
}
