// Loads one build of the app as the Node worker does and calls its functions one by one, in a fresh
// process: `node app-process.js MAIN CALLS` (CALLS is a JSON list). Prints one line of JSON per
// step.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { provideCoreModule } from '../../../local/functions-host/core-module.ts';
import { httpAnswer } from '../../../local/functions-host/http/rpc-response.ts';
import { createInvoke, type Trigger } from '../../../local/functions-host/invoke.ts';

export type Call = { name: string; trigger: Trigger };

/** `bytes`: read from files (0 except on Linux). `files`: modules loaded as ESM, if recorded. */
export type Step = {
  name: string;
  ok: boolean;
  ms: number;
  bytes: number;
  rssMb: number;
  files: string[];
  answer: string;
};

const [main = '', calls = '[]', record] = process.argv.slice(2);

const bytesRead = (): number => {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/**
 * Records every module loaded from a file from here on. The hook's thread costs time: not for
 * measuring.
 */
const recorder = (): (() => string[]) => {
  if (record !== 'record') return () => [];
  const { port1, port2 } = new MessageChannel();
  const source = `let port; export const initialize = (data) => { port = data; };
    export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };`;
  register(`data:text/javascript,${encodeURIComponent(source)}`, { data: port2, transferList: [port2] });
  port1.unref();
  return () => {
    const files: string[] = [];
    for (let message = receiveMessageOnPort(port1); message; message = receiveMessageOnPort(port1)) {
      files.push(String(message.message));
    }
    return files.filter((url) => url.startsWith('file:'));
  };
};

const steps: Step[] = [];
const filesSince = recorder();

const step = async (name: string, work: () => Promise<{ ok: boolean; answer: string }>): Promise<void> => {
  const before = bytesRead();
  const started = performance.now();
  const { ok, answer } = await work();
  const ms = performance.now() - started;
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  steps.push({ name, ok, ms, bytes: bytesRead() - before, rssMb, files: filesSince(), answer });
};

const registry = provideCoreModule({ log: () => {} });
await step('entry', async () => {
  await import(pathToFileURL(resolve(main)).href);
  return { ok: registry.programmingModel !== undefined, answer: '' };
});

const invoke = createInvoke({ registry, appHookData: {}, logger: () => {}, timeoutMs: 60_000 });
const wanted: Call[] = JSON.parse(calls, (_, value: unknown) =>
  typeof value === 'object' && value !== null && 'base64' in value
    ? Buffer.from(String(value.base64), 'base64')
    : value,
);
for (const { name, trigger } of wanted) {
  await step(name, async () => {
    const target = [...registry.functions.values()].find(({ metadata }) => metadata.name === name);
    if (!target) throw new Error(`The app has no function ${name}.`);
    const outcome = await invoke(target, trigger);
    if (!outcome.ok) return { ok: false, answer: String(outcome.error) };
    const { status, body } = httpAnswer(outcome.response.returnValue);
    return { ok: status < 400, answer: `${status} ${Buffer.from(body).toString().slice(0, 500)}` };
  });
}
process.stdout.write(`${JSON.stringify(steps)}\n`, () => process.exit(0));
