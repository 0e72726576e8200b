import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { replayCommand } from '../../../cli/replay/replay-command.ts';
import { startFakeHearth } from './fake-hearth.ts';
import { smallShop } from './small-shop.ts';

let folder: string;
let hearth: Awaited<ReturnType<typeof startFakeHearth>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-command-'));
  await writeFile(join(folder, 'shop.json'), JSON.stringify(smallShop()));
  await writeFile(join(folder, 'bad.json'), '{"products":[{}],"orders":[{}]}');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  hearth = await startFakeHearth();
});
afterEach(() => hearth.close());

const collector = () => {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
};

class Left extends Error {}

const command = async (name: string, ...flags: string[]) => {
  const stdout = collector();
  const stderr = collector();
  let code: number | undefined;
  const leave = (given: number): never => {
    code = given;
    throw new Left();
  };
  const exit = (given: number): void => {
    code = given;
  };
  const args = [...(name === '' ? [] : [join(folder, name)]), ...flags];
  await replayCommand({ stdout: stdout.stream, stderr: stderr.stream, exit, leave, argv: args })
    .parseAsync(args, { from: 'user' })
    .catch((error: unknown) => {
      if (!(error instanceof Left)) throw error;
    });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
};

const here = (): string[] => ['--api', hearth.url, '--issuer', hearth.url];

test('a good replay ends with 0 and a table', async () => {
  const { code, stdout, stderr } = await command('shop.json', ...here(), '--stock', 'enough');

  expect(stderr).toBe('');
  expect(stdout).toContain('putting products: 5/5');
  expect(stdout).toMatch(/confirmed\s+│\s+20/);
  expect(stdout).toContain('All 20 orders settled, and the books of all 5 products balance.');
  expect(code).toBe(0);
});

test('the address of the API may have its path', async () => {
  const where = ['--api', `${hearth.url}/api/v1/`, '--issuer', hearth.url];
  expect((await command('shop.json', ...where, '--stock', 'enough')).code).toBe(0);
});

test('with --json standard output holds only the summary', async () => {
  const { code, stdout, stderr } = await command('shop.json', ...here(), '--stock', 'enough', '--json');

  expect(JSON.parse(stdout)).toMatchObject({ ok: true, orders: { confirmed: 20 } });
  expect(stderr).toContain('placing orders: 20/20');
  expect(code).toBe(0);
});

test('books that do not balance end with 1 and are listed', async () => {
  hearth.state.leak = true;
  const { code, stdout } = await command('shop.json', ...here(), '--concurrency', '1');

  expect(stdout).toContain('Books that do not balance');
  expect(stdout).toContain('Something is wrong: see above.');
  expect(code).toBe(1);
});

test('a bad file ends with 2 and every problem, before anything is sent', async () => {
  const { code, stderr } = await command('bad.json', ...here());

  expect(stderr).toContain('/products/0/slug: ');
  expect(stderr).toContain('/orders/0/shipTo: ');
  expect(code).toBe(2);
  expect(hearth.state.tokens).toBe(0);
});

test('a file that is not there ends with 2', async () => {
  const { code, stderr, stdout } = await command('none.json', ...here(), '--json');

  expect(stderr).toMatch(/none\.json cannot be read: ENOENT\.\n$/);
  expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: stderr.trim() } });
  expect(code).toBe(2);
});

test.each([
  [['--concurrency', '0'], 'Give a whole number from 1 to 256.'],
  [['--deadline', '1.5'], 'Give a whole number'],
  [['--stock', 'plenty'], 'Allowed choices are file, enough'],
  [['--api', 'localhost'], 'Give an http or https URL.'],
  [['--turbo'], "unknown option '--turbo'"],
  [['--api', 'http://127.0.0.1/api'], 'The address of the API ends in /api/v1.'],
])('%j ends with 2', async (flags, message) => {
  const { code, stderr, stdout } = await command('shop.json', ...flags, '--json');

  expect(stderr).toContain(message);
  expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: expect.stringContaining(message) } });
  expect(code).toBe(2);
});

test('a missing file name ends with 2', async () => {
  const { code, stderr } = await command('');
  expect(stderr).toContain("missing required argument 'file'");
  expect(code).toBe(2);
});

test('a host that does not answer ends with 7 and one line that says what to do', async () => {
  await hearth.close();
  const { code, stderr } = await command('shop.json', ...here());

  expect(stderr).toMatch(
    /^No answer from .*\/api\/v1\/health\/live \(ECONNREFUSED, \d+ attempts\)\. Is Hearth running there\? Set --api or HEARTH_API\.\n$/,
  );
  expect(code).toBe(7);

  hearth = await startFakeHearth();
});
