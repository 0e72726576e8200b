import { BlobServiceClient } from '@azure/storage-blob';
import sharp from 'sharp';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import type { Product, ProductId } from '../../../src/domain/product.ts';
import { toImageId, toProductId } from '../../support/ids.ts';
import { startServices } from '../../support/start-services.ts';
import type { Benchmark, Findings } from '../benchmark.ts';
import { median } from '../statistics.ts';
import type { Call, Step } from './app-process.ts';
import { httpCall, uploadCall } from './calls.ts';
import { runApp } from './run-app.ts';

const builds = { split: 'dist/app/main.js', naive: 'dist/naive/main.js' } as const;
type Build = keyof typeof builds;

const ENTRY_GOAL = 1 / 15;
const ENTRY_BYTES = 100_000;
const ORDER_GOAL = 1 / 5;

const body = {
  items: [{ productId: 'mug', quantity: 1 }],
  shippingAddress: { recipient: 'Ada', line1: '1 Main St', city: 'Berlin', postalCode: '10115', country: 'DE' },
};

/**
 * Loading plus the first call: what the first customer of a new instance waits for, without Node's
 * own start.
 */
const total = (runs: readonly Step[][]): number =>
  median(runs.map((steps) => steps.reduce((sum, { ms }) => sum + ms, 0)));

const kilobytes = (bytes: number): string => (bytes === 0 ? '-' : `${(bytes / 1000).toFixed(0)} KB`);
const share = (ours: number, theirs: number): string => `1/${(theirs / ours).toFixed(1)}`;

const sold = (id: ProductId, images: Product['images'] = []): Product => ({
  id,
  name: id,
  price: { amount: 1250, currency: 'EUR' },
  active: true,
  availability: 'in_stock',
  images,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

const IMAGE = toImageId('0'.repeat(26));

/** Products to sell, and one waiting upload in each of the other products. */
const stockTheShop = async (connectionString: string, uploads: readonly string[]): Promise<void> => {
  const client = await cosmosClient({ connectionString });
  const database = client.database('hearth');
  const products = cosmosProducts(database.container('products'));
  const level = { received: 1_000_000, shipped: 0, available: 1_000_000, held: 0 };
  await products.create(sold(toProductId('mug')));
  await cosmosStock(database.container('stock')).createLevel(toProductId('mug'), level);
  for (const id of uploads) {
    await products.create(
      sold(toProductId(id), [
        { id: IMAGE, status: 'awaiting_upload', variants: [], addedAt: '2026-01-01T00:00:00.000Z' },
      ]),
    );
  }
  client.dispose();
};

/** Each run is a fresh process. The builds take turns, so that noise affects both. */
export const coldStart: Benchmark = {
  about: 'loading the entry, up to the first order, up to the first image, in fresh processes',
  async run({ quick, progress }) {
    const rounds = quick ? 3 : 15;
    const services = await startServices({ storage: true });
    try {
      // The first round only warms the page cache.
      const names = Array.from({ length: rounds + 1 }, (_, round) => round);
      const uploads = names.flatMap((round) => [`split-${round}`, `naive-${round}`]);
      await stockTheShop(services.cosmos.connectionString, uploads);
      const token = await services.token('alice');
      const order = httpCall('placeOrder', 'POST', '/api/v1/orders', {}, { token, body: JSON.stringify(body) });
      const photo = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#a42' } })
        .jpeg()
        .toBuffer();

      const account = BlobServiceClient.fromConnectionString(String(services.settings.Media));
      const originals = account.getContainerClient('uploads');
      const bareOrder = httpCall('placeReading', 'POST', '/api/v1/reading-orders', {}, { body: JSON.stringify(body) });

      const runs = { entry: series(), order: series(), image: series() };
      const bare: Step[][] = [];
      for (const round of names) {
        progress(`round ${round} of ${rounds}`);
        for (const build of buildNames) {
          const run = (calls: readonly Call[]) => runApp(builds[build], services.settings, calls);
          const productId = `${build}-${round}`;
          await originals.getBlockBlobClient(`${productId}/${IMAGE}`).uploadData(photo);
          const done = {
            entry: await run([]),
            order: await run([order]),
            image: await run([uploadCall('processUpload', productId, IMAGE)]),
          };
          for (const steps of Object.values(done)) refuseFailures(build, steps);
          if (round === 0) continue;
          runs.entry[build].push(done.entry);
          runs.order[build].push(done.order);
          runs.image[build].push(done.image);
        }
        const steps = await runApp('dist/bare/bare-app.js', services.settings, [bareOrder]);
        refuseFailures('bare', steps);
        if (round > 0) bare.push(steps);
      }
      return findings(runs, bare);
    } finally {
      await services.close();
    }
  },
};

type Series = Record<Build, Step[][]>;

const buildNames: readonly Build[] = ['split', 'naive'];
const series = (): Series => ({ split: [], naive: [] });

const refuseFailures = (build: string, steps: readonly Step[]): void => {
  for (const { name, ok, answer } of steps) if (!ok) throw new Error(`${build}, ${name}: ${answer}`);
};

const findings = (runs: Record<'entry' | 'order' | 'image', Series>, bare: readonly Step[][]): Findings => {
  const what = { entry: 'entry loaded', order: 'first order answered', image: 'first image ready' };
  const row = (kind: (typeof kinds)[number], build: string, steps: readonly Step[][]): string[] => {
    const naive = total(runs[kind].naive);
    return [
      what[kind],
      build,
      total(steps).toFixed(1),
      build === 'naive' ? '1' : share(total(steps), naive),
      kilobytes(median(steps.map((each) => each.reduce((sum, step) => sum + step.bytes, 0)))),
      median(steps.map((each) => each.at(-1)?.rssMb ?? Number.NaN)).toFixed(0),
    ];
  };
  const rows = kinds.flatMap((kind) => [
    ...buildNames.map((build) => row(kind, build, runs[kind][build])),
    ...(kind === 'order' ? [row(kind, 'bare', bare)] : []),
  ]);
  const entry = total(runs.entry.split) / total(runs.entry.naive);
  const order = total(runs.order.split) / total(runs.order.naive);
  const entryBytes = median(runs.entry.split.map(([step]) => step?.bytes ?? Number.NaN));
  return {
    tables: [{ title: 'Cold start', head: ['up to', 'build', 'ms', 'ratio', 'bytes read', 'RSS MB'], rows }],
    goals: [
      {
        what: 'entry against the unbundled app with everything at the top',
        wanted: 'at most 1/15',
        got: share(total(runs.entry.split), total(runs.entry.naive)),
        met: entry <= ENTRY_GOAL,
      },
      {
        what: 'bytes read to load the entry',
        wanted: 'at most 100 KB',
        got: kilobytes(entryBytes),
        met: entryBytes <= ENTRY_BYTES,
      },
      {
        what: 'up to the first order',
        wanted: 'at most 1/5',
        got: share(total(runs.order.split), total(runs.order.naive)),
        met: order <= ORDER_GOAL,
      },
    ],
    notes: [
      `Medians of ${runs.entry.split.length} fresh processes each, in turn, with a warm page cache and without Node's own start.`,
      'naive: every file on its own, every SDK imported at the top. The services answer from this machine.',
      'bare: a plain handler of the same read, write and send and nothing else, bundled like ours.',
    ],
  };
};

const kinds = ['entry', 'order', 'image'] as const;
