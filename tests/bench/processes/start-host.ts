import { mkdir, writeFile } from 'node:fs/promises';
import { type Process, startProcess } from './start-process.ts';

/** The folder of the app that ours is compared with, as the Functions host expects it. */
const bareFolder = async (): Promise<string> => {
  const folder = 'dist/bench/bare';
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, JSON.stringify({ type: 'module', main: 'bare-app.js' }));
  await writeFile(
    `${folder}/host.json`,
    JSON.stringify({
      version: '2.0',
      extensions: { http: { routePrefix: 'api' }, serviceBus: { maxConcurrentCalls: 16 } },
    }),
  );
  return folder;
};

/** Disabled: there is no Storage, and no nightly work here. */
const idle = ['processUpload', 'relayOrders', 'reportSales', 'reconcileStock', 'cleanUpImages', 'reconcileEvents'];

/** What follows an order. Only the benchmark of webhooks runs it; others compare orders. */
const eventFunctions = [
  'recordOrderEvents',
  'recordProductEvents',
  'fanOutEvent',
  'deliverWebhook',
  'relayEvents',
  'relayDeliveries',
];

export type App = 'ours' | 'bare';

export type Host = Process & { url: string };

/** `working`: the host processes orders. `events`: it also records and delivers events. */
export type Work = { working: boolean; events?: boolean };

/** Runs a build in the local Functions host. */
export const startHost = async (
  app: App,
  settings: Readonly<Record<string, string>>,
  { working, events = false }: Work,
): Promise<Host> => {
  const folder = app === 'ours' ? '.' : await bareFolder();
  const disabled = [...idle, ...(working ? [] : ['processOrder', 'settleBare']), ...(events ? [] : eventFunctions)];
  const off = disabled.map((name) => [`AzureWebJobs_${name}_Disabled`, 'true'] as const);
  const command = ['local', 'functions-host', '--app', folder, '--port', '0', '--timers', 'alone', '--quiet'];
  const urlIn = (line: string) => /Functions host ready: (http\S+)/.exec(line)?.[1];
  const host = await startProcess(command, { ...settings, ...Object.fromEntries(off) }, urlIn);
  return { ...host, url: host.ready };
};
