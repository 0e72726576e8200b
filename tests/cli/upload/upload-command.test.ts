import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { uploadCommand } from '../../../cli/upload/upload-command.ts';
import { type FakeShop, startFakeShop } from './fake-shop.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]);
const MIB = 1024 * 1024;

describe('upload', () => {
  let shop: FakeShop;
  let folder = '';

  beforeEach(async () => {
    shop = await startFakeShop();
    folder = await mkdtemp(join(tmpdir(), 'hearth-upload-'));
  });

  afterEach(async () => {
    await shop.close();
    await rm(folder, { recursive: true });
  });

  const file = async (name: string, content: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  const run = (...args: string[]) => runIn({}, ...args);

  const runIn = async (env: Record<string, string>, ...args: string[]) => {
    const output = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') =>
      new PassThrough().on('data', (chunk) => {
        output[name] += chunk;
      });
    let code: number | undefined;
    const stop = (given: number): never => {
      code = given;
      throw new Error('left');
    };
    const command = uploadCommand({
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      argv: args,
      env,
      exit: (given) => {
        code = given;
      },
      leave: stop,
    });
    const where = ['--api', shop.url, '--issuer', shop.url];
    await command.parseAsync([...args, ...where], { from: 'user' }).catch((error: unknown) => {
      if (code === undefined) throw error;
    });
    return { code, ...output };
  };

  test('sends the bytes to where the API says, and shows where the variants are', async () => {
    const content = Buffer.concat([JPEG, Buffer.alloc(300_000, 7)]);
    const { code, stdout } = await run('kettle', await file('a.png', content));

    expect(code).toBe(0);
    // Its bytes say what it is, not its name.
    expect(shop.declared).toEqual([{ contentType: 'image/jpeg', bytes: content.byteLength }]);
    expect(shop.puts).toHaveLength(1);
    expect(shop.puts[0]?.bytes.equals(content)).toBe(true);
    expect(shop.puts[0]?.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-ms-blob-type': 'BlockBlob',
      'content-length': String(content.byteLength),
    });
    expect(stdout).toMatch(/ready/);
    expect(stdout).toMatch(/1600 x 800/);
    expect(stdout.match(/http:\S+\/api\/v1\/images\/kettle\/image-1\/800/g)).toHaveLength(1);
  });

  test('tells of each file what became of it, and fails when one is not ready', async () => {
    const files = [
      await file('good.webp', 'RIFF0000WEBPVP8 0000'),
      await file('broken.png', 'bad'),
      await file('notes.txt', 'hello'),
    ];
    const { code, stdout } = await run('kettle', ...files, '--json');
    const outcomes: unknown = JSON.parse(stdout);

    expect(code).toBe(1);
    expect(outcomes).toEqual([
      expect.objectContaining({
        contentType: 'image/webp',
        status: 'ready',
        variants: expect.arrayContaining([
          expect.objectContaining({ url: `${shop.url}/api/v1/images/kettle/image-1/800` }),
        ]),
      }),
      expect.objectContaining({ contentType: 'image/png', status: 'rejected', reason: 'corrupt' }),
      expect.objectContaining({
        contentType: 'application/octet-stream',
        status: 'refused',
        reason: 'validation_failed',
        detail: '/contentType: Not on the list.',
      }),
    ]);
    expect(shop.puts).toHaveLength(2);
  });

  test('declares what the API takes when it is forced to', async () => {
    const big = Buffer.concat([JPEG, Buffer.alloc(21 * MIB)]);
    const { code } = await run('kettle', await file('notes.txt', 'bad'), await file('big.jpg', big), '--force');

    expect(code).toBe(1);
    expect(shop.declared).toEqual([
      { contentType: 'image/jpeg', bytes: 3 },
      { contentType: 'image/jpeg', bytes: 20 * MIB },
    ]);
    expect(shop.puts.map(({ bytes }) => bytes.byteLength)).toEqual([3, big.byteLength]);
  });

  test('creates the product only when asked to', async () => {
    const path = await file('a.jpg', JPEG);
    const missing = await run('pan', path, '--json');

    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.stdout)).toEqual([expect.objectContaining({ status: 'refused', reason: 'not_found' })]);

    expect((await run('pan', path, '--create')).code).toBe(0);
    expect((await run('pan', path, '--create')).code).toBe(0);
    expect(shop.images.get('pan')).toHaveLength(2);
  });

  test('gives up waiting after the time that it is given', async () => {
    shop.stall();
    const { code, stdout } = await run('kettle', await file('a.jpg', JPEG), '--timeout', '1', '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ status: 'unfinished', imageId: 'image-1' })]);
  });

  test('sends again over a connection that breaks, and takes a blob that is there then for its own', async () => {
    shop.storageAnswers.push('cut', 503);
    expect((await run('kettle', await file('a.jpg', JPEG))).code).toBe(0);

    shop.storageAnswers.push('cut', 409);
    shop.stall();
    const { stdout } = await run('kettle', await file('b.jpg', JPEG), '--timeout', '1', '--json');

    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ status: 'unfinished' })]);
  });

  test('does not insist when Storage says no', async () => {
    shop.storageAnswers.push(403);
    const { code, stdout } = await run('kettle', await file('a.jpg', JPEG), '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ status: 'failed', reason: 'Storage answered 403 Trouble' }),
    ]);
    expect(shop.asked.filter((line) => line.includes('/storage/'))).toHaveLength(1);
  });

  test.each([
    ['no file', ['kettle']],
    ['a file that is not there', ['kettle', '/no/such/file.jpg']],
    ['a folder', ['kettle', '/tmp']],
    ['a time that is none', ['kettle', 'a.jpg', '--timeout', 'soon']],
  ])('cannot begin with %s', async (_, args) => {
    const { code, stderr, stdout } = await run(...args, '--json');

    expect(code).toBe(2);
    expect(stderr).not.toBe('');
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: expect.any(String) } });
    expect(shop.declared).toEqual([]);
  });

  test('cannot begin without a host, and says how to start one', async () => {
    const path = await file('a.jpg', JPEG);
    await shop.close();
    const { code, stderr, stdout } = await run('kettle', path, '--json');
    shop = await startFakeShop();

    expect(code).toBe(7);
    expect(stderr).toMatch(
      /^No answer from .* \(ECONNREFUSED, .*\)\. Is Hearth running there\? Set --api or HEARTH_API\.\n$/,
    );
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 7, message: stderr.trim() } });
  });

  test('takes token and key from the environment, and then needs no issuer', async () => {
    const env = { HEARTH_TOKEN: 'secret', HEARTH_API_KEY: 'key' };

    expect((await runIn(env, 'kettle', await file('a.jpg', JPEG))).code).toBe(0);
    expect(shop.asked).not.toContain('POST /token');
    expect((await runIn({ HEARTH_TOKEN: 'old' }, 'kettle', await file('a.jpg', JPEG))).code).toBe(6);
  });
});
