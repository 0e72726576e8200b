import { describeFailure } from '../../domain/describe-failure.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import type { DeadLetter, PoisonUpload } from '../ports/dead-letters.ts';
import { type DeadLetterSource, detailDeadLetter, type ListedDeadLetter } from './detail-dead-letter.ts';

type Deps = Pick<Capabilities, 'deadLetters' | 'poisonUploads' | 'orders' | 'products' | 'clock' | 'log'>;

export type ListDeadLettersQuery = { limit: number; cursor?: string };

/** `missing`: the sources that could not be read. The page is then incomplete. */
export type DeadLetterPage = Page<ListedDeadLetter> & { missing?: readonly DeadLetterSource[] };

type Row = { letter: DeadLetter } | { upload: PoisonUpload };

const SCOPE = JSON.stringify(['admin/dead-letters']);

/**
 * Messages of orders come first and sort by number, from which the broker can continue; uploads
 * sort by time and id.
 */
const uploadKey = ({ enqueuedAt, id }: PoisonUpload): string => `${enqueuedAt}|${id}`;
const keyOf = (row: Row): string => ('letter' in row ? row.letter.sequenceNumber : uploadKey(row.upload));
const isLetterKey = (key: string): boolean => /^\d+$/.test(key);

const sourcesAfter = (after: string | undefined): readonly DeadLetterSource[] =>
  after === undefined || isLetterKey(after) ? ['process-order', 'process-upload'] : ['process-upload'];

/** The rows of one source after `after`; at least `limit` of them if there are as many. */
type ReadSource = (after: string | undefined, limit: number) => Promise<readonly Row[]>;

const readers = ({ deadLetters, poisonUploads }: Deps): Record<DeadLetterSource, ReadSource> => ({
  'process-order': async (after, limit) => {
    const letters = await deadLetters.list({ limit, after });
    return letters.map((letter) => ({ letter }));
  },
  'process-upload': async (after) => {
    const uploads = await poisonUploads.list();
    return uploads
      .filter((upload) => after === undefined || isLetterKey(after) || uploadKey(upload) > after)
      .toSorted((a, b) => (uploadKey(a) < uploadKey(b) ? -1 : 1))
      .map((upload) => ({ upload }));
  },
});

/** Reads one source after the other until there are enough rows. Rejects only if all fail. */
const readRows = (deps: Deps) => {
  const read = readers(deps);

  return async (after: string | undefined, limit: number) => {
    const sources = sourcesAfter(after);
    const rows: Row[] = [];
    const missing: DeadLetterSource[] = [];
    for (const source of sources) {
      if (rows.length >= limit) break;
      try {
        rows.push(...(await read[source](after, limit)));
      } catch (error) {
        deps.log.warn('dead_letters_not_listed', { source, ...describeFailure(error) });
        missing.push(source);
        if (missing.length === sources.length) throw error;
      }
    }
    return { rows, missing };
  };
};

/**
 * Takes and changes nothing. Has to work while things are broken: details that cannot be looked up
 * are left out of their row, and one of the two sources may be down (`missing`).
 */
export const listDeadLetters = (deps: Deps) => {
  const read = readRows(deps);
  const { detailLetter, detailUpload } = detailDeadLetter(deps);

  return async ({ limit, cursor }: ListDeadLettersQuery): Promise<DeadLetterPage> => {
    const after = decodeCursor(SCOPE, cursor);
    const { rows, missing } = await read(after, limit + 1);
    const { items, ...page } = cutPage(rows, limit, SCOPE, keyOf);
    const details = items.map((row) => ('letter' in row ? detailLetter(row.letter) : detailUpload(row.upload)));
    return { items: await Promise.all(details), ...page, ...(missing.length > 0 && { missing }) };
  };
};
