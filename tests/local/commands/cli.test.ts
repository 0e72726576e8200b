import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { hearth } from '../../support/run-hearth.ts';

const occupy = async (): Promise<{ port: string; server: Server }> => {
  const server = createServer();
  return { port: String(await listenOnFreePort(server)), server };
};

const free = [
  '--identity-port',
  '--cosmos-port',
  '--service-bus-port',
  '--service-bus-control-port',
  '--blob-port',
  '--queue-port',
  '--table-port',
];
const freePorts = (except: readonly string[] = []) =>
  free.filter((flag) => !except.includes(flag)).flatMap((flag) => [flag, '0']);
const portsToStart = [...freePorts(), '--console-port', '0', '--shop-port', '0'];

const appSource = `
  import functions from '${join(process.cwd(), 'node_modules/@azure/functions/dist/azure-functions.js')}';
  const { Cosmos, ServiceBus, AUTH_ISSUER, AzureWebJobsStorage, FROM_EXAMPLE } = process.env;
  const settings = { Cosmos, ServiceBus, AUTH_ISSUER, AzureWebJobsStorage, FROM_EXAMPLE };
  functions.app.get('settings', { handler: () => ({ jsonBody: settings }) });`;

describe('a port that is taken', () => {
  test.each([
    ['cosmos', '--port', ['cosmos']],
    ['service-bus', '--port', ['service-bus', '--control-port', '0']],
    ['service-bus', '--control-port', ['service-bus', '--port', '0']],
    ['storage', '--queue-port', ['storage', '--blob-port', '0', '--table-port', '0']],
    ['identity', '--port', ['identity']],
    ['cosmos', '--cosmos-port', freePorts(['--cosmos-port'])],
  ])('of %s is told with the flag that changes it, %s', async (part, flag, args) => {
    const { server, port } = await occupy();
    const { code, stderr } = await hearth('local', ...args, flag, port);
    await new Promise((resolve) => server.close(resolve));

    expect(code).toBe(1);
    expect(stderr).toBe(`${part}: port ${port} is taken. Stop what uses it, or choose another with ${flag}.\n`);
  });

  test('is a number that a port can have', async () => {
    expect((await hearth('local', 'cosmos', '--port', '70000')).stderr).toMatch(/0 to 65535/);
  });
});

describe('ports that are taken', () => {
  test('are all told at once, each with its flag, before anything starts', async () => {
    const [first, second] = await Promise.all([occupy(), occupy()]);
    const flags = ['--cosmos-port', '--queue-port'];
    const { code, stdout, stderr } = await hearth(
      ...['local', ...freePorts(flags), '--cosmos-port', first.port, '--queue-port', second.port],
    );
    for (const { server } of [first, second]) await new Promise((resolve) => server.close(resolve));

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `cosmos: port ${first.port} is taken. Stop what uses it, or choose another with --cosmos-port.\n` +
        `storage: port ${second.port} is taken. Stop what uses it, or choose another with --queue-port.\n` +
        'To move all ports at once, give a --port-base that is not in use, for example --port-base 8000.\n',
    );
  });
});

describe('a mistake in the arguments', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-mistakes-'));
    await writeFile(join(folder, 'not.json'), 'containers: no');
    await writeFile(join(folder, 'shape.json'), '[]');
    await writeFile(
      join(folder, 'sessions.json'),
      '{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{"RequiresSession":true}}]}]}}',
    );
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    [['local', 'cosmos', '--port', '0', '--containers', 'nope.json'], /^--containers nope\.json: there is no /],
    [['local', 'cosmos', '--port', '0', '--containers', 'FOLDER/not.json'], /^--containers .*not\.json is not JSON/],
    [
      ['local', 'cosmos', '--port', '0', '--containers', 'FOLDER/shape.json'],
      /^--containers .*shape\.json: Container definitions/,
    ],
    [
      ['local', 'service-bus', '--port', '0', '--control-port', '0', '--config', 'FOLDER/shape.json'],
      /^--config .*must be an object/s,
    ],
    [
      ['local', 'service-bus', '--port', '0', '--control-port', '0', '--config', 'FOLDER/sessions.json'],
      /sessions are not implemented/,
    ],
    [
      ['local', 'storage', '--blob-port', '0', '--blob-containers', 'FOLDER/shape.json'],
      /^--blob-containers .*Blob containers are/,
    ],
    [['local', 'cosmoss'], /unknown part 'cosmoss': choose one of cosmos, service-bus/, 2],
    [['start', '--func', '--verbose'], /--func.*cannot be used with.*--verbose/, 2],
  ])('is told without a stack: %j', async (args, told, expected = 1) => {
    const { code, stderr } = await hearth(...args.map((arg) => arg.replace('FOLDER', folder)));

    expect(code).toBe(expected);
    expect(stderr).toMatch(told);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('a part that npm runs', () => {
  test('ends when npm is gone, which passes on no SIGTERM', async () => {
    // As npm and sh do: the parent dies of the signal, and nobody tells its child.
    const source = `
      const { spawn } = require('node:child_process');
      const args = ['dist/local/hearth.js', 'local', 'cosmos', '--port', '0'];
      const env = { ...process.env, npm_lifecycle_event: 'local' };
      spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env });`;
    const parent = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
    // The pipe closes when the last of them has ended.
    const closed = new Promise((resolve) => parent.stdout.once('close', resolve));
    const url = await new Promise<string>((resolve) => {
      let output = '';
      parent.stdout.on('data', (chunk) => {
        output += chunk;
        const found = /Cosmos DB +(http:\S+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    parent.kill('SIGTERM');
    await closed;

    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('start whose Azurite dies', () => {
  test('ends everything and says so in one line', async () => {
    const child = spawn(process.execPath, ['dist/local/hearth.js', 'local', ...freePorts()], { stdio: 'pipe' });
    let output = '';
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        output += chunk;
        if (/ServiceBus +Endpoint/.test(output)) resolve();
      });
    });
    const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
    const azurite = pairs.map((pair) => pair.trim().split(/\s+/)).find(([, parent]) => parent === String(child.pid));
    process.kill(Number(azurite?.[0]), 'SIGKILL');

    expect(await ended).toBe(1);
    expect(errors).toBe('storage: Azurite ended by itself (SIGKILL).\n');
  });
});

describe('a port of the host that is taken', () => {
  test('is reported in one line by start, which ends everything else', async () => {
    const app = await mkdtemp(join(tmpdir(), 'hearth-taken-'));
    await writeFile(join(app, 'host.json'), '{"version":"2.0"}');
    await writeFile(join(app, 'package.json'), '{"main":"main.mjs"}');
    await writeFile(join(app, 'main.mjs'), appSource);
    const { server, port } = await occupy();
    const { code, stderr } = await hearth('start', '--app', app, ...portsToStart, '--port', port);
    await new Promise((resolve) => server.close(resolve));

    expect(code).toBe(1);
    expect(stderr).toBe(`functions-host: port ${port} is taken. Stop what uses it, or choose another with --port.\n`);
    await rm(app, { recursive: true });
  });
});

describe('help', () => {
  test('shows the parts, and the options of start with their defaults', async () => {
    const [local, start] = await Promise.all([hearth('local', '--help'), hearth('start', '--help')]);

    for (const part of ['cosmos', 'service-bus', 'storage', 'identity', 'functions-host']) {
      expect(local.stdout).toContain(`  ${part} `);
    }
    expect(start.stdout.replaceAll(/\s+/g, ' ')).toContain(
      '(default: Host.LocalHttpPort of local.settings.json, then 7071)',
    );
    for (const port of [7070, 7072, 7080, 8081, 5672, 5673, 10_000, 10_001, 10_002]) {
      expect(start.stdout).toMatch(new RegExp(`\\(default:\\s+${port}\\)`));
    }
  });
});

describe('start', () => {
  test('makes the settings, runs an app against the parts on their ports, and ends all of it at a signal', async () => {
    const app = await mkdtemp(join(tmpdir(), 'hearth-start-'));
    await writeFile(join(app, 'host.json'), '{"version":"2.0"}');
    await writeFile(join(app, 'package.json'), '{"main":"main.mjs"}');
    await writeFile(join(app, 'main.mjs'), appSource);
    await writeFile(
      join(app, 'local.settings.json.example'),
      JSON.stringify({
        Values: { FROM_EXAMPLE: 'yes', Cosmos: 'elsewhere', AUTH_AUDIENCE: 'api://other' },
        Host: { LocalHttpPort: 0 },
      }),
    );
    const args = ['dist/local/hearth.js', 'start', '--app', app, '--no-seed', ...portsToStart];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        output += chunk;
        if (/\/orders\?limit=1"/.test(output)) resolve();
      });
      child.once('exit', () => reject(new Error(output)));
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await ready;
    const host = /API \(base address\) +(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
    const settings: unknown = await (await fetch(`${host}/api/settings`)).json();

    const console = /Console +(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
    expect(await (await fetch(`${console}/`)).text()).toContain('<title>Hearth console</title>');
    expect(await (await fetch(`${console}/admin/host/status`)).json()).toMatchObject({ state: 'Running' });
    expect(settings).toEqual({
      Cosmos: expect.stringMatching(/^AccountEndpoint=http:\/\/127\.0\.0\.1:\d+\/;AccountKey=/),
      ServiceBus: expect.stringMatching(/^Endpoint=sb:\/\/127\.0\.0\.1:\d+;/),
      AUTH_ISSUER: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AzureWebJobsStorage: expect.stringContaining('BlobEndpoint=http://127.0.0.1:'),
      FROM_EXAMPLE: 'yes',
    });
    expect(output).toMatch(/Created local\.settings\.json from local\.settings\.json\.example/);
    expect(await readFile(join(app, 'local.settings.json'), 'utf8')).toContain('FROM_EXAMPLE');
    expect(output).toMatch(/Hearth is ready in \d+\.\d s/);
    expect(output).toContain(`${host}/api/v1/docs\n`);
    const shop = /^ {2}Shop +(\S+)\n/m.exec(output)?.[1] ?? '';
    const asShop = await fetch(`${host}/api/settings`, { headers: { origin: shop } });
    expect(asShop.headers.get('access-control-allow-origin')).toBe(shop);
    expect(await (await fetch(`${host}/`)).text()).toMatch(new RegExp(`^ {2}Shop +${shop}/?\n`, 'm'));
    // Neither the list of functions nor invocations drown it.
    expect(output).not.toMatch(/\[GET\]|Execut/);

    const issuer = /Token issuer +(\S+)/.exec(output)?.[1] ?? '';
    expect(output).toContain(`TOKEN=$(npx hearth token --issuer ${issuer})\n`);
    expect(output).toContain(`--role admin --issuer ${issuer})\n`);
    expect(output).toContain(`npx hearth ops status --api ${host}/api/v1 --issuer ${issuer}\n`);

    // If no audience is asked for, the issuer gives the app's.
    const [, payload = ''] = (await hearth('token', '--issuer', issuer)).stdout.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ aud: 'api://other' });

    child.kill('SIGINT');
    child.kill('SIGINT');

    expect(await ended).toBe(0);
    await expect(fetch(`${/Token issuer +(\S+)/.exec(output)?.[1]}/jwks`)).rejects.toThrow('fetch failed');
    await expect(fetch(`${host}/api/settings`)).rejects.toThrow('fetch failed');

    await rm(app, { recursive: true });
  });
});
