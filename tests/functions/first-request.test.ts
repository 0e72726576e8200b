import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { compose } from '../../src/composition.ts';
import { readConfig } from '../../src/config.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { routes } from '../../src/functions/http/routes.ts';
import { runningInvocation } from '../../src/functions/invocation.ts';
import { coreStub } from './core-stub.ts';

const example = readFileSync(join(__dirname, '../../local.settings.json.example'), 'utf8');
const settings = JSON.parse(example).Values;

/** The app as the worker loads it, with one use case that records what happens to it. */
const loadApp = async (prepare: () => Promise<void> = async () => {}) => {
  const events: string[] = [];
  const useCase = {
    prepare: async () => {
      events.push('prepare');
      await prepare();
    },
  };
  const verifyToken = async () => {
    events.push('check the token');
    throw new DomainError('unauthorized', 'The token has expired.');
  };
  const { core, registered } = coreStub();
  const env = { ...process.env };
  jest.resetModules();
  jest.doMock('@azure/functions-core', () => core, { virtual: true });
  jest.doMock('../../src/domain/errors.ts', () => ({
    ...jest.requireActual('../../src/domain/errors.ts'),
    DomainError,
  }));
  jest.doMock('../../src/composition.ts', () => ({
    compose: () => ({ useCases: { placeOrder: useCase }, verifyToken, preparations: [] }),
  }));
  Object.assign(process.env, settings);
  try {
    await import('../../src/main.ts');
  } finally {
    process.env = env;
  }

  const placeOrder = async (): Promise<number> => {
    const headers = { authorization: 'Bearer x' };
    const request = new HttpRequest({ method: 'POST', url: 'http://inner/api/v1/orders', headers });
    const context = new InvocationContext({ invocationId: 'i', functionName: 'placeOrder', logHandler: () => {} });
    const { callback } = registered.find(({ name }) => name === 'placeOrder') ?? {};
    return new HttpResponse(Object(await callback?.(request, context))).status;
  };
  return { events, placeOrder };
};

test('the first request prepares its use case before the token is checked, later ones do not', async () => {
  const { events, placeOrder } = await loadApp();
  expect(await placeOrder()).toBe(401);
  expect(await placeOrder()).toBe(401);
  expect(events).toEqual(['prepare', 'check the token', 'check the token']);
});

test('a use case that cannot be prepared fails its request, and the next one tries again', async () => {
  const prepare = jest.fn(async () => {}).mockRejectedValueOnce(new Error('no'));
  const { events, placeOrder } = await loadApp(prepare);
  expect(await placeOrder()).toBe(500);
  expect(await placeOrder()).toBe(401);
  expect(events).toEqual(['prepare', 'prepare', 'check the token']);
});

test('operations find their use cases by name; only what needs no token has none', () => {
  const { useCases } = compose(readConfig(settings), runningInvocation);
  const without = Object.keys(routes).filter((name) => !(name in useCases));
  expect(without.toSorted()).toEqual(['getDocs', 'getDocsScript', 'getOpenapi', 'healthLive', 'healthReady']);
});
