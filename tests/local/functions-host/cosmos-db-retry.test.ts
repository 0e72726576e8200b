import { type Delivery, deliveriesOf, type FeedStage, startFeedStage, untilDelivered } from './cosmos-db-fixture.ts';

jest.setTimeout(120_000);

let stage: FeedStage;

beforeEach(async () => {
  stage = await startFeedStage(1);
});

afterEach(() => stage.close());

/** Reports what it was given, and fails the first `failures` times that it is given `bad`. */
const failing = (failures: number) => `
  globalThis.failures ??= 0;
  const { retryCount, maxRetryCount, exception } = context.retryContext ?? {};
  const retry = context.retryContext && { retryCount, maxRetryCount, error: exception.message };
  report({ changes: documents.map(({ id, n }) => [id, n]), lsns: [], retry });
  if (documents.some(({ id }) => id === 'bad') && (globalThis.failures += 1) <= ${failures}) throw new Error('no');`;

const forever = { strategy: 'exponentialBackoff', maxRetryCount: -1, minimumInterval: 0.05, maximumInterval: 0.2 };

const idsOf = ({ changes }: Delivery): string[] => changes.map(([id]) => id);

test('without a retry policy, the changes of a batch that failed are skipped, and the log says so', async () => {
  const { launch, write } = stage;
  const host = await launch({ handler: failing(1), options: { maxItemsPerInvocation: 2 } });
  await write('bad');
  const skipped = await host.line(/it has no retry policy/);
  await write('good');
  await untilDelivered(host, ['good']);

  expect(skipped).toContain(
    "Function 'watch' failed, and it has no retry policy: 1 change of shop/things will not be delivered again",
  );
  expect(deliveriesOf(host).map(idsOf)).toEqual([['bad'], ['good']]);
});

test('with a retry policy, the same batch is repeated until it succeeds, and later changes wait', async () => {
  const { launch, write } = stage;
  await write('bad', 1);
  await write('also', 1);
  await write('later', 1);

  const host = await launch({ handler: failing(3), options: { maxItemsPerInvocation: 2, retry: forever } });
  await untilDelivered(host, ['later']);

  const deliveries = deliveriesOf(host);
  expect(deliveries.map(idsOf)).toEqual([...Array.from({ length: 4 }, () => ['bad', 'also']), ['later']]);
  expect(deliveries.map(({ retry }) => retry)).toEqual([
    undefined,
    ...[1, 2, 3].map((retryCount) => ({ retryCount, maxRetryCount: -1, error: 'no' })),
    undefined,
  ]);
});

test('once its retries are used up, a batch is skipped', async () => {
  const { launch, write } = stage;
  await write('bad');
  const retry = { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 0.05 };
  const host = await launch({ handler: failing(100), options: { retry } });
  await host.line(/its retries are used up: 1 change/);
  await write('good');
  await untilDelivered(host, ['good']);

  expect(deliveriesOf(host).map(idsOf)).toEqual([['bad'], ['bad'], ['bad'], ['good']]);
});

test('a host that is stopped while it waits for a retry ends at once, and the batch comes again', async () => {
  const { launch, write } = stage;
  await write('bad');
  const retry = { strategy: 'fixedDelay', maxRetryCount: -1, delayInterval: 600 };
  const host = await launch({ handler: failing(1), options: { retry } });
  await host.line(/Executed 'Functions.watch' \(Failed/);

  const begun = performance.now();
  expect(await host.stop()).toBe(0);
  expect(performance.now() - begun).toBeLessThan(60_000);

  const next = await launch();
  await untilDelivered(next, ['bad']);
});

test('a host that is killed while the function runs leaves the batch to the next host', async () => {
  const { launch, write } = stage;
  await write('first');
  const stuck = `report({ changes: documents.map(({ id }) => [id, 0]), lsns: [] });
    if (documents[0].id === 'second') await new Promise(() => {});`;
  const host = await launch({ handler: stuck });
  await untilDelivered(host, ['first']);
  await write('second');
  await untilDelivered(host, ['second']);
  host.signal('SIGKILL');
  await host.ended;

  const next = await launch();
  await untilDelivered(next, ['second']);

  expect(deliveriesOf(next).map(idsOf)).toEqual([['second']]);
});
