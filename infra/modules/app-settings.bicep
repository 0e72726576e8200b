@description('The app to configure. Settings that are not listed here are removed.')
param appName string

@description('Settings without secrets.')
param settings object

@description('Whether the app runs from the package that a setting names, which Flex Consumption does not do.')
param setsPackage bool

@description('The current WEBSITE_RUN_FROM_PACKAGE. Publishing sets it, and without it a deployment would remove the code.')
@secure()
param runFromPackage string

@description('Name of the host storage account if it is opened with a key. Empty: it is opened with the identity, which `settings` then configure.')
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
    ...(setsPackage ? { WEBSITE_RUN_FROM_PACKAGE: runFromPackage } : {})
    ...(empty(keyedHostStorage)
      ? {}
      : {
          AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=${keyedHostStorage};AccountKey=${host!.listKeys().keys[0].value};EndpointSuffix=${environment().suffixes.storage}'
        })
  }
}
