import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { bodies, type Changes, deployHarness, lineOf, orders, PACKAGE, target, there } from './deploy-harness.ts';
import { type Answers, type Call, fakePrograms } from './fake-programs.ts';

const { state, outputs, answers, run } = deployHarness();

test('a fresh resource group gets everything, in order', async () => {
  const { outcome, calls, folder, lines } = await run();

  expect(outcome).toBe('done');
  expect(calls.map(lineOf)).toEqual([
    'az version --output json',
    'az account show --output json',
    'func --version',
    'az group exists --name shop',
    'az group create --name shop --location westeurope --output none',
    'az apim deletedservice list --query [].{name: name, location: location, serviceId: serviceId} --output json',
    'az deployment group create --resource-group shop --name hearth --parameters infra/main.bicepparam --query properties.outputs --output json',
    'func azure functionapp publish hearth-app --no-build --javascript',
    'az deployment group create --resource-group shop --name hearth-events --parameters infra/events.bicepparam --output none',
  ]);
  expect(calls[7]?.cwd).toBe(folder);
  expect(lines.filter((line) => /^\n\[\d/.test(line))).toHaveLength(7);
  expect(lines.indexOf('packaged')).toBeLessThan(lines.findIndex((line) => line.includes('functionapp publish')));
  expect(state.asked).toEqual(['/api/v1/health/live', ...Object.keys(bodies)]);
});

test('the name goes to both deployments', async () => {
  const { calls } = await run({}, { to: { ...target, name: 'lamp' } });
  const names = calls.filter(({ args }) => args[0] === 'deployment').map(({ name }) => name);
  expect(names).toEqual(['lamp', 'lamp']);
});

test('a resource group that is there is left as it is', async () => {
  const { outcome, calls } = await run(there([]));
  expect(outcome).toBe('done');
  expect(calls.map(lineOf).filter((line) => line.startsWith('az group create'))).toEqual([]);
});

describe('the host storage that is there', () => {
  const keylessEnv = { ISSUER: 'https://issuer.example', HEARTH_HOST_STORAGE: 'keyless' };
  const account = (allowSharedKeyAccess: boolean | null, name = 'hearthhostabcd2345') => ({
    name,
    allowSharedKeyAccess,
  });
  const deployments = (calls: readonly Call[]) => calls.filter(({ args }) => args[0] === 'deployment').length;

  test.each([
    ['keyed', 'keyless', true],
    ['keyed', 'keyless', null],
    ['keyless', 'keyed', false],
  ])('is %s and does not become %s unasked', async (is, becomes, takesKeys) => {
    const env = becomes === 'keyless' ? keylessEnv : {};
    const { outcome, calls } = await run(there([account(takesKeys)]), { env: { ...env, ISSUER: 'https://a.example' } });

    expect(outcome).toMatch(`is ${is}, and HEARTH_HOST_STORAGE would make it ${becomes}`);
    expect(outcome).toMatch('--change-host-storage');
    expect(deployments(calls)).toBe(0);
  });

  test('changes if that is asked for', async () => {
    const { outcome, calls } = await run(there([account(false)]), { to: { ...target, changeHostStorage: true } });
    expect(outcome).toBe('done');
    expect(deployments(calls)).toBe(2);
  });

  test.each([
    ['stays', [account(true)]],
    ['of another name is of no interest', [account(false, 'lamphostabcd2345'), account(false, 'hearthdataabcd2345')]],
  ])('%s', async (_, accounts) => {
    expect((await run(there(accounts))).outcome).toBe('done');
  });
});

test('everything that is missing is listed at once, before anything is done', async () => {
  const { outcome, calls } = await run(
    { 'az account show': [{ code: 1 }], 'az version': [{ out: '{"azure-cli":"2.9.0"}' }] },
    { programs: ['az'], env: {}, nodeVersion: '18.0.0' },
  );

  expect(outcome).toMatch(/node is version 18\.0\.0/);
  expect(outcome).toMatch(/az is version 2\.9\.0/);
  expect(outcome).toMatch(/az login/);
  expect(outcome).toMatch(/func/);
  expect(outcome).toMatch(/ISSUER/);
  expect(calls.map(lineOf)).toEqual(['az version --output json', 'az account show --output json']);
});

test('without az, the message does not ask to log in with it', async () => {
  const { outcome } = await run({}, { programs: ['func'] });
  expect(outcome).toMatch(/\(az\) is needed/);
  expect(outcome).not.toMatch(/log/);
});

test.each([
  ['az deployment group create --resource-group shop --name hearth --', 'publish'],
  ['func azure', 'hearth-events'],
])('a step that fails (%s) ends it, naming the command', async (failing, later) => {
  const { outcome, calls } = await run({ [failing]: [{ code: 3 }] }, { patience: { limitMs: 0, pauseMs: 1 } });

  expect(outcome).toMatch(failing.replace(/ --$/, ''));
  expect(outcome).toMatch(/failed with 3/);
  expect(calls.map(lineOf).filter((line) => line.includes(later))).toEqual([]);
});

describe('without a key of the host storage', () => {
  const infra = 'az deployment group create --resource-group shop --name hearth --';
  const upload = 'az storage blob upload';
  const hash = createHash('sha256').update(readFileSync(PACKAGE)).digest('hex').slice(0, 16);
  const address = `https://host.example/packages/app-${hash}.zip`;
  const keyless = (changed: Answers = {}, changes: Changes = {}) =>
    run(
      { [infra]: [{ out: outputs('https://host.example/packages') }], ...changed },
      { env: { ISSUER: 'https://issuer.example', HEARTH_HOST_STORAGE: 'keyless' }, ...changes },
    );

  test('the token of az publishes, and func is not asked for', async () => {
    const { outcome, calls } = await keyless({}, { programs: ['az'] });
    expect(outcome).toBe('done');

    const lines = calls.map(lineOf);
    const first = lines.findIndex((line) => line.startsWith(upload));
    expect(lines.slice(first, first + 4)).toEqual([
      `${upload} --blob-url ${address} --file ${PACKAGE} --auth-mode login --overwrite true --output none`,
      `az functionapp config appsettings set --resource-group shop --name hearth-app --output none --settings WEBSITE_RUN_FROM_PACKAGE=${address}`,
      'az functionapp restart --resource-group shop --name hearth-app --output none',
      'az rest --method post --url /subscriptions/{subscriptionId}/resourceGroups/shop/providers/Microsoft.Web/sites/hearth-app/syncfunctiontriggers?api-version=2025-03-01',
    ]);
  });

  test('the token for the upload is asked for right after the login, which is of use for five minutes only', async () => {
    const { calls } = await keyless();
    const lines = calls.map(lineOf);
    const token = 'az account get-access-token --resource https://storage.azure.com/ --output none';

    expect(lines.indexOf(token)).toBe(2);
    expect(lines.findIndex((line) => line.startsWith('az deployment'))).toBeGreaterThan(2);
  });

  test('the right to upload may take a while', async () => {
    const { outcome, calls } = await keyless({ [upload]: [{ code: 1 }, { code: 1 }, {}] });
    expect(outcome).toBe('done');
    expect(calls.map(lineOf).filter((line) => line.startsWith(upload))).toHaveLength(3);
  });

  test('a package that cannot be uploaded is never run', async () => {
    const { outcome, calls } = await keyless({ [upload]: [{ code: 1 }] }, { patience: { limitMs: 0, pauseMs: 1 } });
    expect(outcome).toMatch(/storage blob upload.* failed with 1/);
    expect(calls.map(lineOf).filter((line) => line.includes('appsettings'))).toEqual([]);
  });
});

test('the key for upload events may take a while', async () => {
  const events = 'az deployment group create --resource-group shop --name hearth-events';
  const { outcome, calls } = await run({ [events]: [{ code: 1 }, { code: 1 }, {}] });

  expect(outcome).toBe('done');
  expect(calls.map(lineOf).filter((line) => line.startsWith(events))).toHaveLength(3);
});

test.each([true, false])('a shop that polls for uploads gets no subscription to their events (%s)', async (events) => {
  const env = { ISSUER: 'https://issuer.example', UPLOAD_EVENTS: 'LogsAndContainerScan' };
  const { outcome, calls } = await run({}, { env, to: { ...target, events } });

  expect(outcome).toBe('done');
  expect(calls.map(lineOf).filter((line) => line.includes('events'))).toEqual([]);
});

test.each([{}, { UPLOAD_EVENTS: 'EventGrid' }, { UPLOAD_EVENTS: '' }])(
  'the subscription is not left out while the app waits for it (%p)',
  async (more) => {
    const env = { ISSUER: 'https://issuer.example', ...more };
    const { outcome, calls } = await run({}, { env, to: { ...target, events: false } });

    expect(outcome).toMatch('--no-events');
    expect(calls.map(lineOf).filter((line) => line.includes('deployment'))).toEqual([]);
  },
);

test('a token that it is given is used, and is not printed', async () => {
  const { outcome, lines } = await run({}, { env: { ISSUER: 'https://issuer.example', HEARTH_TOKEN: 'good' } });

  expect(outcome).toBe('done');
  expect(state.asked.at(-1)).toBe(orders);
  expect(lines.join('\n')).toMatch(/ok {2}GET .*orders\?limit=1 with HEARTH_TOKEN/);
  expect(lines.join('\n')).not.toContain('good');
});

test('a token that is refused fails the deployment', async () => {
  const env = { ISSUER: 'https://issuer.example', HEARTH_TOKEN: 'bad' };
  const { outcome } = await run({}, { env, patience: { limitMs: 0, pauseMs: 1 } });
  expect(outcome).toMatch(/GET .*\/orders\?limit=1: 401/);
});

test('the app may take a while to answer', async () => {
  state.busy = 3;
  expect((await run()).outcome).toBe('done');
});

test('an app that does not answer properly fails the deployment, which shows its answer', async () => {
  state.busy = Number.POSITIVE_INFINITY;
  const { outcome } = await run({}, { patience: { limitMs: 50, pauseMs: 1 } });
  expect(outcome).toMatch(/GET http.*\/health\/live: 503/);
});

describe('the command', () => {
  const good = {
    HEARTH_AUTH_ISSUER: 'https://login.example/tenant/v2.0',
    HEARTH_AUTH_AUDIENCE: 'api://hearth',
    HEARTH_ALLOWED_ORIGINS: 'https://shop.example',
    HEARTH_PUBLISHER_EMAIL: 'operations@shop.example',
  };
  const cli = (env: Record<string, string>, ...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/tools/cli.js', 'deploy', ...args], {
      env: { ...process.env, ...env },
    });

  test('shows every command and runs none with --dry-run', async () => {
    const fakes = await fakePrograms(answers());
    try {
      const { stdout } = await cli(good, '--resource-group', 'shop', '--location', 'westeurope', '--dry-run');
      for (const part of [
        'az group create',
        'main.bicepparam',
        'npm run package',
        'publish APP',
        'events.bicepparam',
      ]) {
        expect(stdout).toContain(part);
      }
      expect(stdout).toMatch(/Only Azure can check the region/);
      expect(await fakes.calls()).toEqual([]);
    } finally {
      await fakes.remove();
    }
  });

  test('shows with --dry-run how it publishes without a key', async () => {
    const env = { ...good, HEARTH_HOST_STORAGE: 'keyless' };
    const { stdout } = await cli(env, '--resource-group', 'shop', '--location', 'westeurope', '--dry-run');

    expect(stdout).toContain('az storage blob upload --blob-url https://HOST_STORAGE/packages/app-HASH.zip');
    expect(stdout).not.toContain('func ');
  });

  test('publishes a package that is there with --package, and looks for it first', async () => {
    const wish = ['--resource-group', 'shop', '--location', 'westeurope', '--dry-run', '--package'];
    const { stdout } = await cli(good, ...wish, 'package.json');

    expect(stdout).toContain('package.json is unpacked to out/app');
    expect(stdout).not.toContain('npm run package');
    await expect(cli(good, ...wish, 'none.zip')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--package none.zip: there is no such file.'),
    });
  });

  test('says with --dry-run all that is wrong, and fails', async () => {
    const env = { ...good, HEARTH_ALLOWED_ORIGINS: '*' };
    const failed = await cli(env, '--name', 'Hearth', '--dry-run').then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    );

    expect(failed.code).toBe(2);
    for (const part of ['--resource-group', '--location', '--name "Hearth"', 'HEARTH_ALLOWED_ORIGINS "*"']) {
      expect(failed.stderr).toContain(`\n- ${part}`);
    }
  });

  test('takes the name of the environment, as the deployments by hand do', async () => {
    const env = { ...good, HEARTH_NAME: 'lamp' };
    const { stdout } = await cli(env, '--resource-group', 'shop', '--location', 'westeurope', '--dry-run');
    expect(stdout.match(/HEARTH_NAME=\w+/g)).toEqual(['HEARTH_NAME=lamp', 'HEARTH_NAME=lamp']);
  });

  test('says what it needs', async () => {
    expect((await cli({}, '--help')).stdout).toMatch(/--resource-group[\s\S]*--location[\s\S]*--name[\s\S]*--dry-run/);
  });
});
