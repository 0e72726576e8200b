import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Registry } from './core-module.ts';
import { entryPoints } from './entry-points.ts';
import { hostError } from './host-error.ts';

/** Runs the app's entry points, then its appStart hooks, then closes registration. */
export const loadApp = async (app: string, registry: Registry, appHookData: Record<string, unknown>): Promise<void> => {
  for (const file of await entryPoints(app)) {
    if (!existsSync(file)) throw hostError(`${file} is missing: build the app first`);
    await import(pathToFileURL(file).href);
  }
  if (registry.programmingModel === undefined) {
    throw hostError(`The app at ${app} registered no function through @azure/functions`);
  }
  const capabilities = await registry.programmingModel.getCapabilities?.({});
  if (capabilities?.HttpUri !== undefined) {
    throw hostError('This host does not do HTTP streams: leave enableHttpStream off');
  }
  for (const hook of registry.hooks.appStart) {
    await hook({ hookData: {}, appHookData, functionAppDirectory: app });
  }
  registry.close();
};
