import { connect, type LookupFunction } from 'node:net';
import { serviceBusCall } from '../../../src/adapters/service-bus/service-bus-failure.ts';

/** Node tries every address of a host and throws what each of them met. */
const refuseEveryAddress = (): Promise<never> =>
  new Promise((_, reject) => {
    const lookup: LookupFunction = (_host, _options, found) =>
      found(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]);
    connect({ host: 'broker.test', port: 1, autoSelectFamily: true, lookup }).once('error', reject);
  });

test('a broker that refuses connections on all its addresses is Unavailable', async () => {
  await expect(refuseEveryAddress()).rejects.toMatchObject({ name: 'AggregateError' });
  await expect(serviceBusCall(refuseEveryAddress)).rejects.toMatchObject({
    name: 'Unavailable',
    dependency: 'service-bus',
  });
});
