import functions from '@azure/functions';

const { app } = functions;

app.storageBlob('ProcessUpload', {
  path: '%Uploads%/{name}',
  connection: 'AzureWebJobsStorage',
  handler: (_, { triggerMetadata }) => console.log(`RAN ${triggerMetadata.blobTrigger}`),
});

app.http('Echo', { methods: ['POST'], handler: async (request) => ({ body: await request.text() }) });
