import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { zipFiles } from '../../../tools/package/zip-files.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { bodies } from './deploy-harness.ts';
import { type Answers, fakePrograms } from './fake-programs.ts';
import * as recorded from './recorded.ts';

// The program as a process, with everything that `az` and `func` print on the way.

const CLI = resolve('dist/tools/cli.js');
const infra = 'az deployment group create --resource-group shop --name hearth --';
const events = 'az deployment group create --resource-group shop --name hearth-events';
const failures = 'az deployment operation group list';
const upload = 'az storage blob upload';
const configZip = 'az functionapp deployment source config-zip';
const deleted = 'az apim deletedservice list';

let gateway: Server;
let url: string;
let folder: string;

beforeAll(async () => {
  gateway = createServer((request, response) => {
    response.setHeader('connection', 'close').end(JSON.stringify(bodies[request.url ?? ''] ?? {}));
  });
  url = `http://127.0.0.1:${await listenOnFreePort(gateway)}/api/v1`;
  folder = await mkdtemp(join(tmpdir(), 'hearth-deploy-'));
  await mkdir(join(folder, 'infra'));
  await cp('infra/main.bicepparam', join(folder, 'infra/main.bicepparam'));
  await writeFile(join(folder, 'tested.zip'), zipFiles(new Map([['host.json', Buffer.from('{}')]])));
});

afterAll(async () => {
  await new Promise((done) => gateway.close(done));
  await rm(folder, { recursive: true });
});

const settings = {
  HEARTH_AUTH_ISSUER: 'https://login.example/tenant/v2.0',
  HEARTH_AUTH_AUDIENCE: 'api://hearth',
  HEARTH_ALLOWED_ORIGINS: 'https://shop.example',
  HEARTH_PUBLISHER_EMAIL: 'operations@shop.example',
};
const shapes = {
  default: {},
  small: { HEARTH_HOSTING: 'flex', HEARTH_GATEWAY_SKU: 'Consumption', HEARTH_ALWAYS_READY: '0' },
  private: { HEARTH_NETWORK: 'private', HEARTH_GATEWAY_SKU: 'StandardV2', HEARTH_HOST_STORAGE: 'keyless' },
} as const;
type Shape = keyof typeof shapes;

const packagesUrls: Partial<Record<Shape, string>> = { private: 'https://hearthhost.blob.example/packages' };

const answersOf = (shape: Shape): Answers => ({
  'az version': [{ out: recorded.azVersion }],
  'az account show': [{ out: recorded.azAccount }],
  'func --version': [{ out: '4.15.1\n' }],
  'func azure': [{ out: recorded.published }],
  'az group exists': [{ out: 'false\n' }],
  [deleted]: [{ out: '[]\n' }],
  [infra]: [
    {
      out: recorded.outputsOf({
        appName: 'hearth-abcd2345',
        apiUrl: url,
        packagesUrl: packagesUrls[shape] ?? '',
        hosting: shape === 'small' ? 'flex' : 'premium',
      }),
    },
  ],
});

/** Runs the program to its end. `wait`: seconds that it may wait for what is not there yet. */
const runWhole = async (shape: Shape, changed: Answers = {}, wait = 0) => {
  const fakes = await fakePrograms({ ...answersOf(shape), ...changed });
  const options = ['--resource-group', 'shop', '--location', 'westeurope', '--package', 'tested.zip'];
  const patience = ['--wait', String(wait), '--pause', '0'];
  try {
    const child = spawn(process.execPath, [CLI, 'deploy', ...options, ...patience], {
      cwd: folder,
      env: { PATH: fakes.folder, ...settings, ...shapes[shape] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    const calls = (await fakes.calls()).map(({ program, args }) => [program, ...args].join(' '));
    return { code, text, last: text.trimEnd().split('\n').at(-1), calls };
  } finally {
    await fakes.remove();
  }
};

test.each<[Shape, string]>([
  ['default', 'func azure functionapp publish hearth-abcd2345'],
  ['small', configZip],
  ['private', upload],
])('a %s shop is deployed', async (shape, publishing) => {
  const { code, last, calls } = await runWhole(shape);

  expect([code, last]).toEqual([0, `Hearth is running at ${url}. Its documentation is at ${url}/docs.`]);
  const order = [infra, publishing, events].map((start) => calls.findIndex((call) => call.startsWith(start)));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

test.each<[string, Shape, string, string]>([
  ['nobody is logged in', 'default', 'az account show', recorded.notLoggedIn],
  ['nobody may create the group', 'default', 'az group create', recorded.notAllowed],
  ['the region has no quota', 'default', infra, recorded.overQuota],
  ['the region has no quota', 'small', infra, recorded.overQuota],
  ['the host never comes up', 'default', infra, recorded.hostNotUp],
  ['the triggers are never synced', 'default', 'func azure', recorded.triggersNotSynced],
  ['the login has expired', 'small', configZip, recorded.assertionExpired],
  ['the permission never comes', 'private', upload, recorded.roleNotThereYet],
  ['the key of the events never comes', 'default', events, recorded.noSystemKey],
])(
  'if %s (%s), the program shows why, says which command failed, and does no more',
  async (_, shape, failing, error) => {
    const { code, text, last, calls } = await runWhole(shape, { [failing]: [{ error, code: 1 }] });

    expect(code).toBe(1);
    expect(text).toContain(error);
    expect(last).toContain(failing.replace(/ --$/, ''));
    expect(last).toMatch(/failed with 1/);
    const after = calls.slice(calls.findLastIndex((call) => call.startsWith(failing)) + 1);
    expect(after.filter((call) => !/^func --version|get-access-token|^az deployment operation/.test(call))).toEqual([]);
  },
);

test.each<[string, Shape, string, string, Answers]>([
  [
    'the host is not up',
    'default',
    infra,
    recorded.hostNotUp,
    { [failures]: [{ out: '["gatewayKey-abcdefghijklm"]' }] },
  ],
  ['the triggers are not synced', 'default', 'func azure', recorded.triggersNotSynced, {}],
  ['the permission is not there', 'private', upload, recorded.roleNotThereYet, {}],
  ['the key is not there', 'small', events, recorded.noSystemKey, {}],
])('if %s yet (%s), the program waits', async (_, shape, waiting, error, more) => {
  const good = answersOf(shape)[waiting] ?? [{}];
  const { code, text, calls } = await runWhole(shape, { ...more, [waiting]: [{ error, code: 1 }, ...good] }, 50);

  expect([code, calls.filter((call) => call.startsWith(waiting)).length]).toEqual([0, 2]);
  expect(text).toContain('  not yet: ');
});

test.each<[string, Answers, RegExp]>([
  ['az', { 'az version': [{ out: 'WARNING: no JSON' }] }, /^Not ready to deploy:\n- The Azure CLI \(az\) is needed\./m],
  [
    'the deployment',
    { [infra]: [{ out: '{}' }], [failures]: [{ out: '["gatewayKey-abcdefghijklm"]' }] },
    /^The deployment has no output appName: \{\}$/m,
  ],
])('if %s answers something else, the program says so at once', async (_, changed, message) => {
  const { code, text } = await runWhole('default', changed, 50);

  expect(code).toBe(1);
  expect(text).toMatch(message);
});
