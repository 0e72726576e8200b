import type { Container } from '@azure/cosmos';
import * as z from 'zod/mini';
import type { Change, Changes, UnreadableChange } from '../../application/ports/changes.ts';
import { etagOf } from '../../domain/etag.ts';
import { queryEach } from './cosmos-query.ts';

/** `_ts` is in seconds since 1970. */
type SystemFields = { _etag: string; _ts: number };

/** The last second that a date can be. */
const MAX_TS = 8.64e12;

const systemFields = z.object({
  _etag: z.string().check(z.regex(/^"[^"]*"$/)),
  _ts: z.int().check(z.gte(0), z.lte(MAX_TS)),
});

/** `shape` says what a document needs for `toValue` and its events never to fail. */
export type DocumentReader<D extends object, T> = { shape: z.ZodMiniType; toValue: (document: D) => T };

const MAX_ID = 255;

const idOf = (document: unknown): string => {
  const id: unknown = Object(document).id;
  return typeof id === 'string' ? id.slice(0, MAX_ID) : '';
};

/** Names fields, but no content: it may be personal data. */
const describeFlaws = (document: unknown, shapes: readonly z.ZodMiniType[]): string => {
  const issues = shapes.flatMap((shape) => shape.safeParse(document).error?.issues ?? []);
  const fields = new Set(issues.map(({ path }) => path.map(String).join('.') || 'the document'));
  return `Fields are missing or invalid: ${[...fields].slice(0, 10).join(', ')}.`;
};

const STREAM_PAGE = 100;

/** `_ts` is always indexed. Without ORDER BY, the service pages the query itself. */
const changedQuery = 'SELECT * FROM c WHERE c._ts >= @from AND c._ts < @to';

const toSeconds = (moment: string): number => Math.floor(Date.parse(moment) / 1000);

export const cosmosChanges = <D extends object, T>(
  container: Container,
  { shape, toValue }: DocumentReader<D, T>,
): Changes<T> => {
  const shapes = [shape, systemFields];
  const isReadable = (document: unknown): document is D & SystemFields =>
    shapes.every((each) => each.safeParse(document).success);

  const read = (document: unknown): Change<T> | UnreadableChange =>
    isReadable(document)
      ? {
          value: toValue(document),
          etag: etagOf(document._etag),
          changedAt: new Date(document._ts * 1000).toISOString(),
        }
      : { id: idOf(document), reason: describeFlaws(document, shapes) };

  return {
    read,
    async *list(from, to) {
      const parameters = { from: toSeconds(from), to: toSeconds(to) };
      const options = { maxItemCount: STREAM_PAGE };
      for await (const document of queryEach<unknown>(container, changedQuery, parameters, options))
        yield read(document);
    },
  };
};
