import { createContainer, partitionOf } from '../../../local/cosmos/container.ts';
import { createDocument, deleteDocument } from '../../../local/cosmos/document-operations.ts';
import { isBehind, laggingView, lsnOf, readThrough, snapshot } from '../../../local/cosmos/replica.ts';
import { beginTransaction } from '../../../local/cosmos/transaction.ts';

const lagMs = 500;
const container = createContainer(
  { id: 'c', partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } },
  { databaseId: 'd', databaseNumber: 1, number: 1, partitions: 1, now: 0 },
);
const range = partitionOf(container, 'p').range;
const { history } = range;

const write = (now: number, id: string, remove = false): void => {
  const tx = beginTransaction(container, partitionOf(container, 'p'), now, lagMs);
  if (remove) deleteDocument(tx, id, {});
  else createDocument(tx, { id, pk: 'p' });
  tx.commit();
};

test('history stays as small as the lag, and still shows what the replica has not seen', () => {
  let largest = 0;
  for (let i = 0; i < 10_000; i++) {
    write(i, `d${i}`);
    write(i, `d${i}`, true);
    largest = Math.max(largest, history.byDocument.size, history.inOrder.length - history.dropped);
    expect(history.inOrder.length).toBeLessThanOrEqual(2 * largest);
  }
  expect(largest).toBeLessThanOrEqual(2 * lagMs);

  write(10_000, 'last');
  const view = laggingView(range, { lagMs }, undefined, 10_400);

  expect(isBehind(range, view)).toBe(true);
  // Two writes at each of 10,000 moments. Those up to 9,900 have reached the replica.
  expect(lsnOf(range, view)).toBe(1 + 2 * 9901);
  expect(readThrough(partitionOf(container, 'p'), 'last', view)).toBeUndefined();
  expect(view && snapshot(range, view)).toEqual([]);
  expect(isBehind(range, laggingView(range, { lagMs }, undefined, 10_500))).toBe(false);
  expect(lsnOf(range, laggingView(range, { lagMs }, '0:-1#20000', 10_400))).toBe(20_000);
});

test('a clock that is set back keeps the order', () => {
  write(9_000, 'earlier');
  const view = laggingView(range, { lagMs }, undefined, 10_400);

  expect(readThrough(partitionOf(container, 'p'), 'earlier', view)).toBeUndefined();
  expect(
    readThrough(partitionOf(container, 'p'), 'earlier', laggingView(range, { lagMs }, undefined, 10_500)),
  ).toBeDefined();
});
