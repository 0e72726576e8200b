// The second deployment: what tells the app of uploads. It calls an address of the app whose key exists only once the code is there,
// so it comes after publishing. With UPLOAD_EVENTS=LogsAndContainerScan leave it out (`npm run deploy` does).
import { namesOf } from 'names.bicep'

targetScope = 'resourceGroup'

@description('As for main.bicep.')
@minLength(2)
@maxLength(12)
param name string = 'hearth'

var names = namesOf(resourceGroup().id, name)

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: names.app
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: names.uploadEvents
}

resource uploads 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'process-upload'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        // The host's own key for this, made when the extension starts. The deployment's history shows no such property.
        #disable-next-line use-recognized-resource-type // The provider publishes no types of the host's keys.
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.processUpload&code=${listKeys(resourceId('Microsoft.Web/sites/host', names.app, 'default'), '2025-03-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        minimumTlsVersionAllowed: '1.2'
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/uploads/'
    }
    // What is not delivered within a day is found by the nightly clean-up.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
