import { basename } from 'node:path';
import pc from 'picocolors';
import { printable } from '../client/printable.ts';
import { type Row, renderTable, wrapText } from '../client/table.ts';
import type { UploadOutcome } from './upload.ts';

/** So that the table fits into 80 columns. */
const MAX_NAME_LENGTH = 17;
const MAX_WORDS_LENGTH = 19;

const statusColours: Record<UploadOutcome['status'], (text: string) => string> = {
  ready: pc.green,
  rejected: pc.red,
  refused: pc.red,
  failed: pc.red,
  unfinished: pc.yellow,
};

const formatSize = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const shortenName = ({ file }: UploadOutcome): string => {
  const name = basename(file);
  return name.length > MAX_NAME_LENGTH ? `…${name.slice(1 - MAX_NAME_LENGTH)}` : name;
};

const toRow = (outcome: UploadOutcome): Row => {
  const { bytes, status, reason, detail, width, height, seconds } = outcome;
  const why = [reason, detail].filter((line) => line !== undefined).map((line) => wrapText(line, MAX_WORDS_LENGTH));
  return [
    shortenName(outcome),
    formatSize(bytes),
    { painted: [statusColours[status](status), ...why].join('\n') },
    width === undefined ? '' : `${width} x ${height}`,
    seconds.toFixed(1),
  ];
};

/** WebP and JPEG of a width share one URL. URLs are too wide for a table and take a line each. */
const listUrls = ({ file, variants }: UploadOutcome): string[] =>
  variants.length === 0 ? [] : ['', basename(file), ...new Set(variants.map(({ url }) => url))].map(printable);

/** For people: one row a file, then where its variants are. */
export const uploadTable = (outcomes: readonly UploadOutcome[]): string => {
  const table = renderTable(['file', 'bytes', 'status', 'pixels', 'seconds'], outcomes.map(toRow));
  return [table, ...outcomes.flatMap(listUrls)].join('\n');
};
