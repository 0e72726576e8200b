import functions from '@azure/functions';

const { app } = functions;

app.cosmosDB('Record', {
  connection: 'Cosmos',
  databaseName: '%Database%',
  containerName: '%Things%',
  leaseContainerName: '%Leases%',
  leaseContainerPrefix: 'recorder',
  startFromBeginning: true,
  feedPollDelay: 50,
  leaseAcquireInterval: 300,
  leaseRenewInterval: 500,
  leaseExpirationInterval: 20_000,
  handler: (documents) => {
    for (const { id } of documents) console.log(`HANDLED ${id}`);
  },
});
