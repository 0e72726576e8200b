import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { BlobServiceClient } from '@azure/storage-blob';
import sharp from 'sharp';
import { scene } from '../adapters/sharp/test-images.ts';
import { textField } from '../support/api-answer.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

// What uploads cost the host: npm run prove -- upload-cost. Only Linux reports the peak of a
// process.

jest.setTimeout(600_000);

const MIB = 1024 * 1024;

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  stack = await startStack({ storage: true });
  api = httpApi(stack);
  await api.product('bench', 1);
});

afterAll(() => stack.close());

/** Resident memory of the host in MB: now, and its peak since `forgetPeak`. */
const memory = async (): Promise<{ now: number; peak: number }> => {
  const status = await readFile(`/proc/${stack.hostPid()}/status`, 'utf8');
  const megabytes = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024);
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
};

const forgetPeak = () => writeFile(`/proc/${stack.hostPid()}/clear_refs`, '5');

/**
 * While this process sends a large blob, the host closes connections that the client still
 * considers open.
 */
const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 10 || !String(error).includes('fetch failed')) throw error;
    }
  }
};

const announce = async (): Promise<string> => {
  const body = { contentType: 'image/jpeg', bytes: 9 };
  const added = await api.call('POST', '/products/bench/images', { as: ['root', 'admin'], body });
  return textField(added.body, 'id');
};

const uploads = () => BlobServiceClient.fromConnectionString(stack.accounts.Media).getContainerClient('uploads');

const processed = async (put: (imageId: string) => Promise<unknown>) => {
  const imageId = await persistently(announce);
  await put(imageId);
  const image = await persistently(() => api.untilProcessed('bench', imageId, 240_000));
  await persistently(() => api.call('DELETE', `/products/bench/images/${imageId}`, { as: ['root', 'admin'] }));
  return image;
};

test('what a blob of 20, 100 and 500 MB costs', async () => {
  await processed(async (id) =>
    uploads()
      .getBlockBlobClient(`bench/${id}`)
      .uploadData(await scene({ width: 900, height: 600 }).jpeg().toBuffer()),
  );
  for (const size of [20, 100, 500]) {
    const before = await memory();
    await forgetPeak();
    const start = performance.now();
    const bytes = Buffer.alloc(size * 1_000_000, 7);
    const image = await processed((id) =>
      uploads()
        .getBlockBlobClient(`bench/${id}`)
        .uploadData(bytes, { blockSize: 8 * MIB }),
    );
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const { now, peak } = await memory();
    process.stdout.write(
      `${size} MB: ${image.status} ${image.reason}, RSS before ${before.now}, peak ${peak}, after ${now} MB, ${seconds} s with its upload\n`,
    );
  }
});

test('memory stays flat over hostile files', async () => {
  const jpeg = await scene({ width: 300, height: 200 }).jpeg().toBuffer();
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  );
  const huge = await sharp({
    create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' },
    limitInputPixels: false,
  })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const files: [string, Buffer][] = [
    ['PNG of 256 megapixels', huge],
    ['SVG as .jpg', svg],
    ['0 bytes', Buffer.alloc(0)],
    ['text', Buffer.from('This is no image.')],
    ['over 20 MiB', Buffer.concat([jpeg, Buffer.alloc(20 * MIB)])],
    ['polyglot', Buffer.concat([jpeg, Buffer.from('PK\x03\x04'), svg])],
  ];
  const rounds: number[] = [];
  for (let round = 0; round < 5; round++) {
    await forgetPeak();
    for (const [name, bytes] of files) {
      const image = await processed((id) => uploads().getBlockBlobClient(`bench/${id}`).uploadData(bytes));
      if (round === 0) process.stdout.write(`${name}: ${image.status} ${image.reason ?? ''}\n`);
    }
    const { now, peak } = await memory();
    rounds.push(peak);
    process.stdout.write(`round ${round + 1}: RSS ${now}, peak ${peak} MB\n`);
  }

  expect(rounds.at(-1)).toBeLessThan((rounds[1] ?? 0) + 60);
});

const run = promisify(execFile);

test('our renderer beside three pipelines per format', async () => {
  const program = resolve('dist/prove-render.cjs');
  const bundling = ['--bundle', '--platform=node', '--format=cjs', '--external:sharp', '--log-level=error'];
  await run(resolve('node_modules/.bin/esbuild'), [
    resolve('tests/proof/render-cost.ts'),
    ...bundling,
    `--outfile=${program}`,
  ]);
  const cases = [
    ['12 MP JPEG', await scene({ width: 4000, height: 3000 }).jpeg().toBuffer()],
    ['12 MP progressive JPEG', await scene({ width: 4000, height: 3000 }).jpeg({ progressive: true }).toBuffer()],
    ['6 MP PNG with alpha', await scene({ width: 3000, height: 2000 }).ensureAlpha(0.5).png().toBuffer()],
    ['12 MP WebP', await scene({ width: 4000, height: 3000 }).webp().toBuffer()],
  ] as const;
  const input = resolve('dist/prove-render.input');

  for (const [name, bytes] of cases) {
    await writeFile(input, bytes);
    const measure = async (which: 'ours' | 'naive'): Promise<{ cpuMs: number; peakMb: number }> =>
      JSON.parse((await run(process.execPath, [program, which, input])).stdout);
    const [ours, naive] = [await measure('ours'), await measure('naive')];
    const ratio = (naive.cpuMs / ours.cpuMs).toFixed(2);
    process.stdout.write(
      `${name}: ours ${ours.cpuMs.toFixed(0)} ms CPU, peak ${ours.peakMb} MB; three pipelines ${naive.cpuMs.toFixed(0)} ms, ${naive.peakMb} MB; ratio ${ratio}\n`,
    );
    expect(naive.cpuMs).toBeGreaterThan(ours.cpuMs);
  }
});
