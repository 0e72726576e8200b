import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(__filename);
const Environment = require('./support/shared-realm-environment.cjs');

type Mocker = { spyOn: typeof jest.spyOn };

/** What a worker does with one test file. */
const runFile = async (file: (mocker: Mocker) => void): Promise<void> => {
  const environment = new Environment({ projectConfig: { fakeTimers: {} } });
  await environment.setup();
  file(environment.moduleMocker);
  await environment.teardown();
};

test('errors of Node and arrays of libraries are those of the tests', () => {
  const read = () => readFileSync('no such file');
  expect(read).toThrow(Error);

  const { z } = require('zod');
  expect(z.array(z.number()).parse([1])).toBeInstanceOf(Array);
});

test('what a test file replaces in the process is restored after it', async () => {
  const { setTimeout } = globalThis;
  const folder = process.cwd();
  const variables = { ...process.env };

  await runFile(() => {
    jest.spyOn(globalThis, 'setTimeout');
    process.env.PATH = 'elsewhere';
    process.env.LEFT_OVER = 'yes';
    process.exitCode = 3;
    process.chdir('/');
  });

  expect(globalThis.setTimeout).toBe(setTimeout);
  expect(process.cwd()).toBe(folder);
  expect(process.env).toEqual(variables);
  expect(process.exitCode).toBeUndefined();
});

test('a spy on a library ends with its file', async () => {
  const { ServiceBusClient } = require('@azure/service-bus');
  const { createSender } = ServiceBusClient.prototype;

  await runFile((mocker) => mocker.spyOn(ServiceBusClient.prototype, 'createSender'));

  expect(ServiceBusClient.prototype.createSender).toBe(createSender);
});

test("a file's own time limit ends with it", async () => {
  const limit = Symbol.for('TEST_TIMEOUT_SYMBOL');
  await runFile(() => Reflect.set(globalThis, limit, 1));

  expect(Reflect.has(globalThis, limit)).toBe(false);
});
