import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { aspirePackage, findAspire } from '../../../local/commands/find-aspire.ts';
import { startAspire } from '../../../local/commands/start-aspire.ts';
import { startTracesPart } from '../../../local/commands/traces-part.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-traces-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A program that does what this source says. */
const addProgram = async (file: string, source = ''): Promise<string> => {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!${process.execPath}\n${source}`);
  await chmod(path, 0o700);
  return path;
};

test('traces in memory: the settings lead the app there', async () => {
  const { settings, urls, stop } = await startTracesPart('memory', 0, '--traces-port');
  const endpoint = urls?.traces ?? '';
  const answer = await fetch(`${endpoint}/traces`);
  await stop();

  expect(answer.status).toBe(200);
  expect(settings).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  });
});

describe('the Aspire dashboard', () => {
  test('is the newest version in the folder of NuGet', async () => {
    const packages = join('.nuget', 'packages', aspirePackage);
    await addProgram(join(packages, '9.5.0', 'tools', 'Aspire.Dashboard'));
    const newest = await addProgram(join(packages, '13.6.5', 'tools', 'Aspire.Dashboard'));
    await mkdir(join(folder, packages, '14.0.0'));

    expect(await findAspire({}, folder)).toBe(newest);
    expect(await findAspire({ NUGET_PACKAGES: join(folder, '.nuget', 'packages') }, '/')).toBe(newest);
    expect(await findAspire({}, join(folder, 'nobody'))).toBeUndefined();
  });

  test('is what ASPIRE_DASHBOARD names, which has to exist', async () => {
    const program = await addProgram('dashboard');

    expect(await findAspire({ ASPIRE_DASHBOARD: program }, folder)).toBe(program);
    await expect(findAspire({ ASPIRE_DASHBOARD: `${program}2` }, folder)).rejects.toThrow(/dashboard2, which does not/);
  });

  test('gets the port of OTLP, and its page is shown with the token that signs in', async () => {
    const program = await addProgram(
      'dashboard',
      `const { env } = process;
      console.log('Now listening on: http://127.0.0.1:18888');
      console.log('OTLP/HTTP listening on: ' + env.ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL +
        '/?token=' + env.DASHBOARD__FRONTEND__BROWSERTOKEN);
      setInterval(() => {}, 1000);`,
    );
    const { page, endpoint, stop } = await startAspire(program, 4318);
    await stop();

    const token = /token=([0-9a-f]{32})$/.exec(endpoint)?.[1];
    expect(endpoint).toBe(`http://127.0.0.1:4318/?token=${token}`);
    expect(page).toBe(`http://127.0.0.1:18888/login?t=${token}`);
  });

  test('that does not start is reported with what it printed', async () => {
    const program = await addProgram('dashboard', "console.log('no licence to run'); process.exit(3);");

    await expect(startAspire(program, 4318)).rejects.toThrow(/did not start .*no licence to run/);
    await expect(startAspire(`${program}2`, 4318)).rejects.toThrow(/ENOENT/);
  });
});
