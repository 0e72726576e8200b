import { basename } from 'node:path';
import pc from 'picocolors';
import { tableOf } from '../client/table.ts';
import type { UploadOutcome } from './upload.ts';

/** So that the table fits into 80 columns. */
const NAME = 17;
const WORDS = 19;

const paint: Record<UploadOutcome['status'], (text: string) => string> = {
  ready: pc.green,
  rejected: pc.red,
  refused: pc.red,
  failed: pc.red,
  unfinished: pc.yellow,
};

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const nameOf = ({ file }: UploadOutcome): string => {
  const name = basename(file);
  return name.length > NAME ? `…${name.slice(1 - NAME)}` : name;
};

/** In lines, broken between words if possible. */
const wrapped = (text: string): string =>
  (text.match(new RegExp(`\\S.{0,${WORDS - 1}}(?=\\s|$)|\\S{1,${WORDS}}`, 'g')) ?? []).join('\n');

const rowOf = (outcome: UploadOutcome): string[] => {
  const { bytes, status, reason, detail, width, height, seconds } = outcome;
  const why = [reason, detail].filter((line) => line !== undefined).map(wrapped);
  return [
    nameOf(outcome),
    size(bytes),
    [paint[status](status), ...why].join('\n'),
    width === undefined ? '' : `${width} x ${height}`,
    seconds.toFixed(1),
  ];
};

/** WebP and JPEG of a width share one URL. URLs are too wide for a table and take a line each. */
const urlsOf = ({ file, variants }: UploadOutcome): string[] =>
  variants.length === 0 ? [] : ['', basename(file), ...new Set(variants.map(({ url }) => url))];

/** For people: one row a file, then where its variants are. */
export const uploadTable = (outcomes: readonly UploadOutcome[]): string => {
  const table = tableOf(['file', 'bytes', 'status', 'pixels', 'seconds'], outcomes.map(rowOf));
  return [table, ...outcomes.flatMap(urlsOf)].join('\n');
};
