import { readFile } from 'node:fs/promises';
import { type Process, startProcess } from './start-process.ts';

/** The value of a setting, if the line contains it. */
const settingIn = (name: string) => (line: string) =>
  new RegExp(`^\\s*${name}\\s+(\\S+=\\S+|http\\S+)$`).exec(line)?.[1];

const startPart = async (name: string, args: readonly string[]) => {
  const part = await startProcess(args, {}, settingIn(name));
  return { ...part, settings: { [name]: part.ready } };
};

const portIn = (text: string | undefined): number => Number(/127\.0\.0\.1:(\d+)/.exec(text ?? '')?.[1] ?? 0);

/** Nothing listens on this port. */
const nowhere = ['Blob', 'Queue', 'Table'].map((name) => `${name}Endpoint=http://127.0.0.1:1/hearthdata`).join(';');

export type Services = {
  cosmos: Process & { port: number };
  broker: Process & { port: number };
  issuer: string;
  /** The settings that point an app to them, on top of the example's settings. */
  settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Starts what orders need, each part in its own process on a free port. There is no Storage. */
export const startServices = async (): Promise<Services> => {
  const parts = await Promise.allSettled([
    startPart('Cosmos', ['local', 'cosmos', '--port', '0']),
    startPart('ServiceBus', ['local', 'service-bus', '--port', '0', '--control-port', '0']),
    startPart('AUTH_ISSUER', ['local', 'identity', '--port', '0']),
  ]);
  const started = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  const stop = async () => void (await Promise.all(started.map((part) => part.stop())));
  const [cosmos, broker, identity] = started;
  if (!cosmos || !broker || !identity) {
    await stop();
    throw parts.find((part) => part.status === 'rejected')?.reason;
  }
  const example = JSON.parse(await readFile('local.settings.json.example', 'utf8'));
  return {
    cosmos: { ...cosmos, port: portIn(cosmos.ready) },
    broker: { ...broker, port: portIn(broker.ready) },
    issuer: identity.ready,
    settings: {
      ...example.Values,
      ...cosmos.settings,
      ...broker.settings,
      ...identity.settings,
      Media: `DefaultEndpointsProtocol=http;AccountName=hearthdata;AccountKey=bm9uZQ==;${nowhere}`,
    },
    stop,
  };
};
