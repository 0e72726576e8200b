import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { errorMessage } from '../error-message.ts';
import { isUserError, userError } from '../user-error.ts';
import type { Registry } from './core-module.ts';
import { entryPoints } from './entry-points.ts';

const runApp = async (app: string, registry: Registry, appHookData: Record<string, unknown>): Promise<void> => {
  for (const file of await entryPoints(app)) {
    if (!existsSync(file)) throw userError(`${file} is missing: build the app first`);
    await import(pathToFileURL(file).href);
  }
  if (registry.programmingModel === undefined) {
    throw userError(`The app at ${app} registered no function through @azure/functions`);
  }
  const capabilities = await registry.programmingModel.getCapabilities?.({});
  if (capabilities?.HttpUri !== undefined) {
    throw userError('This host does not support HTTP streams: leave enableHttpStream off');
  }
  for (const hook of registry.hooks.appStart) {
    await hook({ hookData: {}, appHookData, functionAppDirectory: app });
  }
  registry.close();
};

/**
 * Runs the app's entry points and appStart hooks, then closes registration. If the app throws, its
 * message becomes a user error, since it says what to fix. `onThrow` gets the stack.
 */
export const loadApp = async (
  app: string,
  registry: Registry,
  appHookData: Record<string, unknown>,
  onThrow: (error: unknown) => void,
): Promise<void> => {
  try {
    await runApp(app, registry, appHookData);
  } catch (error) {
    if (isUserError(error)) throw error;
    onThrow(error);
    throw userError(errorMessage(error));
  }
};
