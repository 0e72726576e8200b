import { CosmosClient, type CosmosClientOptions } from '@azure/cosmos';
import { noTelemetry } from '../../application/ports/no-telemetry.ts';
import type { Meter, Telemetry } from '../../application/ports/telemetry.ts';
import { azureCredential } from '../auth/azure-credential.ts';
import { boundedHttpClient } from './bounded-http-client.ts';
import { meteredHttpClient, tracedHttpClient } from './request-charge.ts';
import { impatientHttpClient, MAX_WAIT_SECONDS } from './throttling.ts';

/** `address` is the endpoint of the account. */
type CosmosConnection = { connectionString: string } | { address: string; clientId?: string };

type Observers = { meter: Meter; telemetry: Telemetry };

const REQUEST_TIMEOUT_MS = 3_000;

// A new object each time, because the client writes into its options.
const options = ({ meter, telemetry }: Observers): CosmosClientOptions => ({
  httpClient: impatientHttpClient(meteredHttpClient(tracedHttpClient(boundedHttpClient(), telemetry), meter)),
  // The client then sends its own session tokens too, so that an instance reads what it wrote.
  consistencyLevel: 'Session',
  connectionPolicy: {
    requestTimeout: REQUEST_TIMEOUT_MS,
    // These cover only throttling. `withinDeadline` bounds how the client handles other failures.
    retryOptions: {
      maxRetryAttemptCount: 3,
      fixedRetryIntervalInMilliseconds: 0,
      maxWaitTimeInSeconds: MAX_WAIT_SECONDS,
    },
  },
});

/** Every request that the client makes goes through the meter, and is a span. */
export const cosmosClient = async (
  connection: CosmosConnection,
  { meter = () => {}, telemetry = noTelemetry }: Partial<Observers> = {},
): Promise<CosmosClient> =>
  'connectionString' in connection
    ? new CosmosClient({ ...options({ meter, telemetry }), connectionString: connection.connectionString })
    : new CosmosClient({
        ...options({ meter, telemetry }),
        endpoint: connection.address,
        aadCredentials: await azureCredential(connection.clientId),
      });
