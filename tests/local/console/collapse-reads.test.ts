import { collapseReads } from '../../../local/console/page/collapse-reads.ts';
import { toEntry } from '../../../local/console/timeline-entry.ts';

const read = (at: string, detail = 'answered 200') =>
  toEntry({ at, kind: 'read', what: 'GET v1/orders/{id}', detail, ms: 3 });

test('identical reads become one, until something else happens', () => {
  const failed = toEntry({ at: '4', kind: 'attempt', what: 'attempt failed' });
  const entries = [read('1'), read('2'), read('3'), failed, read('5'), read('6', 'answered 304')];

  expect(collapseReads(entries)).toEqual([
    { entry: entries[0], count: 3, lastAt: '3' },
    { entry: failed, count: 1, lastAt: '4' },
    { entry: entries[4], count: 1, lastAt: '5' },
    { entry: entries[5], count: 1, lastAt: '6' },
  ]);
});

test('other requests stay separate, even if they are identical', () => {
  const post = toEntry({ at: '1', kind: 'request', what: 'POST v1/orders/{id}/cancel' });

  expect(collapseReads([post, post])).toHaveLength(2);
});
