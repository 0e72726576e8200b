import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreStub, type Registered } from '../functions/core-stub.ts';

export const ROOT = join(__dirname, '../..');

/** The laptop's settings, which list every setting there is. */
export const laptopSettings = (): Record<string, string> =>
  JSON.parse(readFileSync(join(ROOT, 'local.settings.json.example'), 'utf8')).Values;

/** What the app registers when the host loads it. */
export const registeredTriggers = async (): Promise<Registered[]> => {
  const { core, registered } = coreStub();
  const env = { ...process.env };
  jest.doMock('@azure/functions-core', () => core, { virtual: true });
  jest.resetModules();
  Object.assign(process.env, laptopSettings());
  try {
    await import('../../src/main.ts');
  } finally {
    process.env = env;
  }
  return registered;
};
