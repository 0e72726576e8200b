import { expectToFitOnScreen } from './expect-to-fit-on-screen.ts';
import { runCommand } from './run-command.ts';
import { page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

const names = [
  'status',
  'orders',
  'order',
  'dead-letters',
  'replay',
  'discard',
  'retry',
  'report',
  'audit',
  'images',
  'jobs',
  'run',
  'tail',
];

describe('every command', () => {
  test('asks the local issuer for a token of an administrator, once', async () => {
    await api.ops('status');
    const token = api.asked.filter(({ line }) => line === 'POST /token');

    expect(token).toEqual([expect.objectContaining({ body: expect.stringMatching(/sub=ops.*roles=admin/) })]);
    expect(api.asked.at(-1)?.headers.authorization).toBe('Bearer fetched');
  });

  test('takes token and key from the environment', async () => {
    await api.ops('dead-letters', [], { HEARTH_TOKEN: 'mine', HEARTH_API_KEY: 'key' });

    expect(api.asked).toEqual([
      expect.objectContaining({
        headers: expect.objectContaining({
          authorization: 'Bearer mine',
          'ocp-apim-subscription-key': 'key',
          'x-functions-key': 'key',
        }),
      }),
    ]);
  });

  test('needs a token from the environment for an API that is elsewhere', async () => {
    const { code, stderr } = await runCommand(['dead-letters', '--api', 'https://api.example.com/api/v1']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/HEARTH_TOKEN/);
  });

  test('says what to set when it is not allowed', async () => {
    api.on('GET /admin/dead-letters', api.problem(401, 'unauthorized', 'The token has expired.'));
    const { code, stderr } = await api.ops('dead-letters', [], { HEARTH_TOKEN: 'old' });

    expect(code).toBe(6);
    expect(stderr).toMatch(/expired.*HEARTH_TOKEN/);
  });

  test('says what to set when nothing answers', async () => {
    const { code, stdout, stderr } = await runCommand(['status', '--api', 'http://127.0.0.1:1/api/v1', '--json']);

    expect(code).toBe(7);
    expect(stderr).toBe(
      'No answer from http://127.0.0.1:1/api/v1/health/ready (bad port). Is Hearth running there? Set --api or HEARTH_API.\n',
    );
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 7, message: stderr.trim() } });
  });

  test('says what to set when something else answers', async () => {
    api.on('GET /health/ready', { status: 404, text: '<html>' });
    const { code, stderr } = await api.ops('status');

    expect(code).toBe(7);
    expect(stderr).toBe(`What answers at ${api.url}/api/v1 is not Hearth. Set --api or HEARTH_API.\n`);
  });

  test('finds the API where the environment says, unless a flag says otherwise', async () => {
    api.on('GET /admin/dead-letters', page([]));
    process.env.HEARTH_API = `${api.url}/`;
    process.env.HEARTH_ISSUER = api.url;
    try {
      expect((await runCommand(['dead-letters'])).code).toBe(0);
      expect((await runCommand(['dead-letters', '--api', 'http://127.0.0.1:1'])).code).toBe(7);
    } finally {
      delete process.env.HEARTH_API;
      delete process.env.HEARTH_ISSUER;
    }
  });

  test.each([
    ['a command that there is not', ['destroy', '--json'], /unknown command 'destroy'/],
    ['a flag that there is not', ['status', '--all', '--json'], /unknown option '--all'/],
    ['a number that is none', ['dead-letters', '--json', '--limit', 'many'], /--limit/],
    ['too little', ['replay', '--json'], /the number of a message, or --all/],
    ['an address that is none', ['status', '--json', '--api', 'http://localhost/shop'], /ends in \/api\/v1/],
  ])('tells %s as a document where one is asked for', async (_, args, message) => {
    const { code, stdout, stderr } = await runCommand(args);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: expect.stringMatching(message) } });
    expect(stderr).toMatch(/^error: /);
  });

  test('does not take just any answer for one of Hearth', async () => {
    api.on('GET /admin/dead-letters', { status: 200, text: '<html>' });
    const { code, stderr } = await api.ops('dead-letters');

    expect(code).toBe(1);
    expect(stderr).toMatch(/not Hearth's/);
  });

  test('reads again what is busy for a moment', async () => {
    let tries = 0;
    api.on('GET /admin/dead-letters', () => {
      tries += 1;
      return tries === 1 ? { ...api.problem(503, 'busy', 'no'), headers: { 'retry-after': '1' } } : page([]);
    });

    expect((await api.ops('dead-letters')).code).toBe(0);
  });

  test('tells that it is still at it when that takes long', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    api.on('POST /admin/dead-letters/replay', async () => {
      await held;
      return { status: 202, json: { replayed: 1, skipped: 0, remaining: false } };
    });
    const timer = setTimeout(release, 2500);
    const { stdout, stderr } = await api.ops('replay', ['--all', '--json']);
    clearTimeout(timer);

    expect(stderr).toMatch(/^replaying \(\d+ s\)\n/);
    expect(JSON.parse(stdout)).toMatchObject({ replayed: 1 });
  });

  test.each(names)('explains itself: %s', async (name) => {
    const { code, stdout } = await runCommand([name, '--help']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}npx hearth ops /);
    expect(stdout).toMatch(/exit codes: npx hearth ops help common\n/);
    expectToFitOnScreen(stdout);
  });

  test('is listed in the help of ops, which fits on a screen', async () => {
    const { code, stdout } = await runCommand(['--help']);

    expect(code).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`\\n  ${name} `));
    expect(stdout).toContain('npx hearth ops help common');
    expectToFitOnScreen(stdout);
  });

  test.each([['help', 'common'], ['common']])('finds what all commands share in the help: %s %s', async (...args) => {
    const { code, stdout } = await runCommand(args);

    expect(code ?? 0).toBe(0);
    expect(stdout).toMatch(/--api <url>/);
    expectToFitOnScreen(stdout);
    expect(stdout).toMatch(/Exit codes:\n {2}0/);
    expect(stdout).toMatch(/HEARTH_TOKEN/);
  });

  test('is one that exists', async () => {
    expect((await runCommand(['destroy'])).code).toBe(2);
    expect((await runCommand([])).code).toBe(2);
    expect((await runCommand(['--help'])).code).toBe(0);
  });
});
