import type { AdminPageQuery, DueWindow } from '../../application/ports.ts';

/** Conditions and order of a list; with a status, the composite index serves both. */
export const listQuery = ({ status, before, due, attention }: AdminPageQuery): string => {
  const conditions = [
    status !== undefined && 'c.status = @status',
    due !== undefined && 'c.due = @due',
    attention === true && 'IS_DEFINED(c.attention.since)',
    attention === false && 'NOT IS_DEFINED(c.attention.since)',
    before !== undefined && 'c.sortKey < @before',
  ].filter((condition) => condition !== false);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')} ` : '';
  const order = status === undefined ? 'c.sortKey DESC' : 'c.status DESC, c.sortKey DESC';
  return `SELECT TOP @limit * FROM c ${where}ORDER BY ${order}`;
};

export const listParameters = ({ status, before, due, limit }: AdminPageQuery) => ({
  limit,
  ...(status !== undefined && { status }),
  ...(before !== undefined && { before }),
  ...(due !== undefined && { due }),
});

export const dueQuery = (windows: readonly DueWindow[]): string => {
  const inWindow = windows.map((_, i) => `(c.dueSince > @after${i} AND c.dueSince <= @until${i})`).join(' OR ');
  return `SELECT c.id, c.status, c.dueSince FROM c WHERE NOT IS_DEFINED(c.attention.since) AND (${inWindow})`;
};

export const dueParameters = (windows: readonly DueWindow[]): Record<string, string> =>
  Object.fromEntries(
    windows.flatMap(({ after, until }, i) => [
      [`after${i}`, after],
      [`until${i}`, until],
    ]),
  );
