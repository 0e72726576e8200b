import { connect, type LookupFunction } from 'node:net';
import { boundedServiceBusCall, serviceBusCall } from '../../../src/adapters/service-bus/service-bus-failure.ts';

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

const failure = (fields: object, message = 'It failed.') => Object.assign(new Error(message), fields);
const failing = (error: unknown) => serviceBusCall(() => Promise.reject(error));

test.each([
  [failure({ code: 'ServiceBusy' }), true],
  [failure({ code: 'QuotaExceeded' }), true],
  [failure({ code: 'ServiceTimeout' }), false],
  [failure({ code: 'ServiceCommunicationProblem' }), false],
  [failure({ code: 'GeneralError', retryable: true }), false],
  [failure({ name: 'AbortError' }), false],
  [failure({ name: 'TimeoutError' }), false],
  [failure({ code: 'ECONNREFUSED', syscall: 'connect' }), false],
  [failure({}, 'Failed to connect'), false],
])('%j may succeed later; throttled: %j', async (error, throttled) => {
  await expect(failing(error)).rejects.toMatchObject({
    name: 'Unavailable',
    dependency: 'service-bus',
    throttled,
    cause: error,
  });
});

test.each([
  failure({}),
  failure({ code: 'GeneralError', retryable: false }),
  failure({ code: 'GeneralError', retryable: 'yes' }),
  // The client tries these again; a caller should not.
  ...['UnauthorizedAccess', 'MessagingEntityNotFound', 'MessagingEntityDisabled', 'MessageSizeExceeded'].map((code) =>
    failure({ code, retryable: true }),
  ),
  failure({ errors: 'none' }),
  'a text',
  null,
])('%j is passed on unchanged', async (error) => {
  await expect(failing(error)).rejects.toBe(error);
});

test('of several attempts, the last failure counts', async () => {
  const [busy, fault] = [failure({ code: 'ServiceBusy' }), failure({ code: 'UnauthorizedAccess' })];
  const [becameBusy, becameFault] = [new AggregateError([fault, fault, busy]), new AggregateError([busy, busy, fault])];

  await expect(failing(becameBusy)).rejects.toMatchObject({ name: 'Unavailable', throttled: true, cause: becameBusy });
  await expect(failing(becameFault)).rejects.toBe(becameFault);
});

test('handing a message over takes at most 8 seconds', async () => {
  jest.useFakeTimers();
  let seen: AbortSignal | undefined;
  const call = boundedServiceBusCall((signal) => {
    seen = signal;
    return new Promise(() => {});
  });
  const outcome = expect(call).rejects.toMatchObject({ name: 'Unavailable', cause: { name: 'TimeoutError' } });
  await jest.advanceTimersByTimeAsync(7_999);

  expect(seen?.aborted).toBe(false);

  await jest.advanceTimersByTimeAsync(1);
  await outcome;
  expect(seen?.aborted).toBe(true);
  jest.useRealTimers();
});
