import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { choosePorts } from '../../../local/commands/choose-ports.ts';
import { listPages } from '../../../local/commands/pages.ts';
import { refuseTakenPorts } from '../../../local/commands/refuse-taken-ports.ts';
import { welcome } from '../../../local/commands/welcome.ts';

const program = 'dist/local/hearth.js';

const run = (...args: string[]): Promise<{ code: number; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { timeout: 20_000 }, (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });

const PARTS = 11;

const listen = (port: number): Promise<{ port: number; close: () => void } | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => server.close() });
    });
  });

/** Below the ports that the system hands out as free ports. */
const freeBase = async (): Promise<number> => {
  for (let base = 21_000 + (process.pid % 500) * 20; base < 32_000; base += 20) {
    const taken = await Promise.all(Array.from({ length: PARTS }, (_, offset) => listen(base + offset)));
    for (const server of taken) server?.close();
    if (taken.every((server) => server !== undefined)) return base;
  }
  throw new Error('No eleven free ports in a row');
};

describe('--port-base', () => {
  test('gives every part its place after the base', () => {
    expect(choosePorts({ portBase: 8000 })).toEqual({
      host: 8000,
      identity: 8001,
      cosmos: 8002,
      serviceBus: 8003,
      serviceBusControl: 8004,
      blob: 8005,
      queue: 8006,
      table: 8007,
      console: 8008,
      shop: 8009,
      traces: 8010,
    });
  });

  test('leaves a port with a flag of its own where the flag says', () => {
    expect(choosePorts({ portBase: 8000, cosmosPort: 8081, port: 0 })).toMatchObject({
      host: 0,
      identity: 8001,
      cosmos: 8081,
      serviceBus: 8003,
    });
  });

  test.each(['0', '80', '1023', '65526', '8000.5', 'eight'])(
    '%s is refused with the numbers that it takes',
    async (base) => {
      const { code, stderr } = await run('start', '--port-base', base);

      expect(code).toBe(2);
      expect(stderr).toContain('Give a number from 1024 to 65525, for example --port-base 8000.');
    },
  );

  test('that puts two parts on one port is refused with both of them', async () => {
    const base = await freeBase();
    const { code, stderr } = await run('local', '--port-base', String(base), '--queue-port', String(base + 2));

    expect(code).toBe(1);
    expect(stderr).toBe(`storage: port ${base + 2} is given to cosmos already. Choose another with --queue-port.\n`);
  });

  test('moves the laptop cloud and the settings that lead to it', async () => {
    const base = await freeBase();
    const child = spawn(process.execPath, [program, 'local', '--port-base', String(base)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const output = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (/ServiceBus +Endpoint.*\n/.test(text)) resolve(text);
      });
      void ended.then(() => resolve(text));
    });
    child.kill('SIGTERM');

    expect(output).toMatch(new RegExp(`AUTH_ISSUER +http://127.0.0.1:${base + 1}\\n`));
    expect(output).toMatch(new RegExp(`Cosmos +AccountEndpoint=http://127.0.0.1:${base + 2}/;`));
    expect(output).toMatch(new RegExp(`ServiceBus +Endpoint=sb://127.0.0.1:${base + 3};`));
    expect(output).toContain(`http://127.0.0.1:${base + 4}/_hearth/queues`);
    expect(output).toMatch(new RegExp(`Media .*BlobEndpoint=http://127.0.0.1:${base + 5}/hearthdata`));
    expect(await ended).toBe(0);
  });
});

test('ports that are taken are named together, with the way to move all of them', async () => {
  const [one, other] = await Promise.all([listen(0), listen(0)]);
  const wanted = [
    { part: 'cosmos', port: one?.port ?? 0, flag: '--cosmos-port' },
    { part: 'identity', port: other?.port ?? 0, flag: '--identity-port' },
  ];

  await expect(refuseTakenPorts(wanted)).rejects.toThrow(
    `cosmos: port ${one?.port} is taken. Stop what uses it, or choose another with --cosmos-port.\n` +
      `identity: port ${other?.port} is taken. Stop what uses it, or choose another with --identity-port.\n` +
      'To move all ports at once, give a --port-base that is not in use, for example --port-base 8000.',
  );
  for (const server of [one, other]) server?.close();
});

test('the start page links to the shop and console first, and to the console only if its port is known', () => {
  const shop = 'http://127.0.0.1:8009';
  const docs = ['API documentation', '/api/v1/docs'];

  expect(listPages({ shop, console: 'http://127.0.0.1:8008' }).slice(0, 3)).toEqual([
    ['Shop', shop],
    ['Console', 'http://127.0.0.1:8008'],
    docs,
  ]);
  expect(listPages({ shop, console: undefined }).slice(0, 2)).toEqual([['Shop', shop], docs]);
});

describe('the welcome', () => {
  const greeting = { addresses: [], pages: [], seeded: '12 demo products', image: undefined, quiet: true };

  test('needs no flags on the usual ports, and shows no token', () => {
    const text = welcome({ ...greeting, url: 'http://127.0.0.1:7071', issuer: 'http://127.0.0.1:7080' });

    expect(text).toContain('\nTOKEN=$(npx hearth token)\n');
    expect(text).toContain('\nnpx hearth ops status\n');
    expect(text).not.toMatch(/--api|--issuer/);
    expect(text).not.toMatch(/eyJ/);
  });

  test('names the addresses on other ports', () => {
    const text = welcome({ ...greeting, url: 'http://127.0.0.1:8000', issuer: 'http://127.0.0.1:8001' });

    expect(text).toContain('\nTOKEN=$(npx hearth token --issuer http://127.0.0.1:8001)\n');
    expect(text).toContain(
      '\nnpx hearth ops status --api http://127.0.0.1:8000/api/v1 --issuer http://127.0.0.1:8001\n',
    );
    expect(text).not.toMatch(/:70(71|80)/);
  });
});
