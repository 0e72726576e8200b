// The second deployment: the subscription that tells the app about uploads. It calls the app with a
// key that exists only once the code runs, so it comes after publishing. Not needed with
// UPLOAD_EVENTS=LogsAndContainerScan (`npm run deploy` skips it).
import { namesOf } from 'names.bicep'

targetScope = 'resourceGroup'

@description('The same as for main.bicep.')
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
        // The host creates this key when the extension starts. The history of deployments does not
        // show this property.
        #disable-next-line use-recognized-resource-type // The provider publishes no types for the host's keys.
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.processUpload&code=${listKeys(resourceId('Microsoft.Web/sites/host', names.app, 'default'), '2025-03-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        minimumTlsVersionAllowed: '1.2'
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/uploads/'
      // An upload URL can also create blobs that are no images: page blobs of terabytes without a
      // byte sent. Their images, and those of over 100 MiB, are rejected by the nightly clean-up.
      advancedFilters: [
        { operatorType: 'StringIn', key: 'data.blobType', values: ['BlockBlob'] }
        { operatorType: 'NumberLessThanOrEquals', key: 'data.contentLength', value: 104857600 }
      ]
    }
    // Uploads that are not delivered within a day are found by the nightly clean-up.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
