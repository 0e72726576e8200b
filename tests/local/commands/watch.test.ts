import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';

const ports = [
  '--port',
  '--console-port',
  '--shop-port',
  '--identity-port',
  '--cosmos-port',
  '--service-bus-port',
  '--service-bus-control-port',
  '--blob-port',
  '--queue-port',
  '--table-port',
];

const definitions = [
  ...['--containers', resolve('local/cosmos/containers.json')],
  ...['--config', resolve('local/service-bus/config.json')],
  ...['--blob-containers', resolve('local/storage/containers.json')],
];

const app = (answer: string): string => `
import functions from '@azure/functions';

const slow = () => {
  console.log('a slow request is in hand');
  return new Promise((resolve) => setTimeout(() => resolve({ body: '${answer}' }), 1500));
};

functions.app.get('answer', { handler: () => ({ jsonBody: { answer: '${answer}', cosmos: process.env.Cosmos } }) });
functions.app.get('slow', { handler: slow });
functions.app.get('broken', {
  handler: () => {
    throw new Error('broken on purpose');
  },
});
`;

describe('start --watch', () => {
  let folder = '';
  let child: ChildProcess | undefined;
  let output = '';
  let url = '';

  /** In one step: a slow machine would also build the empty file that is there before the write. */
  const save = async (source: string): Promise<void> => {
    await writeFile(join(folder, 'main.next.ts'), source);
    await rename(join(folder, 'main.next.ts'), join(folder, 'src/main.ts'));
  };

  const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`Waited in vain. The output so far:\n${output}`);
  };

  /** Empty while the app restarts. */
  const readAnswer = async (): Promise<Record<string, unknown>> => {
    const seen: unknown = await fetch(`${url}/api/answer`).then(
      (response) => response.json(),
      () => undefined,
    );
    return typeof seen === 'object' && seen !== null ? { ...seen } : {};
  };

  const untilItAnswers = (answer: string) =>
    until(async () => ((await readAnswer()).answer === answer ? true : undefined));

  const printed = (text: string | RegExp) => until(() => output.match(text)?.[0]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-watch-'));
    await mkdir(join(folder, 'src'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await cp('build', join(folder, 'build'), { recursive: true });
    await writeFile(join(folder, 'host.json'), '{"version":"2.0"}');
    await writeFile(join(folder, 'package.json'), '{"type":"module","main":"dist/app/main.js"}');
    await writeFile(join(folder, 'local.settings.json'), '{}');
    await save(app('first'));
    const args = ['start', '--watch', '--no-seed', '--app', folder, ...ports.flatMap((flag) => [flag, '0'])];
    child = spawn(process.execPath, ['dist/local/hearth.js', ...args, ...definitions], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    url = (await printed(/(?<=API \(base address\) +)http:\/\/127\.0\.0\.1:\d+/)) ?? '';
  });

  afterAll(async () => {
    const ended = new Promise((done) => child?.once('close', done));
    child?.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  });

  test('runs new code after a change, and keeps the data of the laptop cloud', async () => {
    const { cosmos } = await readAnswer();
    const container = new CosmosClient(String(cosmos)).database('hearth').container('orders');
    await container.items.create({ id: 'kept', customerTag: 'alice' });

    await save(app('second'));
    await untilItAnswers('second');

    expect((await readAnswer()).cosmos).toBe(cosmos);
    expect((await container.item('kept', 'alice').read()).statusCode).toBe(200);
    expect(output).toMatch(/The app was restarted after a change \(\d+ ms\)\./);
  });

  test('finishes a request that is in hand before it restarts', async () => {
    await save(app('third'));
    await untilItAnswers('third');
    const inHand = fetch(`${url}/api/slow`).then((response) => response.text());
    await printed('a slow request is in hand');

    await save(app('fourth'));

    expect(await inHand).toBe('third');
    await untilItAnswers('fourth');
  });

  test('keeps the last app while the code does not build, and prints the error', async () => {
    await save(`${app('fifth')}\nimport './missing.ts';`);

    await printed('Could not resolve "./missing.ts"');
    expect((await readAnswer()).answer).toBe('fourth');

    await save(app('sixth'));
    await untilItAnswers('sixth');
  });

  test('waits for the next change when the app cannot start', async () => {
    await save(`${app('seventh')}\nthrow new Error('no such setting');`);

    await printed('no such setting');
    await printed('The app did not start. It starts again after the next change.');

    await save(app('eighth'));
    await untilItAnswers('eighth');
  });

  test('logs the stack of an error with the files of src', async () => {
    await fetch(`${url}/api/broken`);

    expect(await printed(/broken on purpose\n +at .*/)).toMatch(/src\/main\.ts:\d+:\d+/);
  });
});
