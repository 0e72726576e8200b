import Table from 'cli-table3';
import pc from 'picocolors';
import type { UploadOutcome } from './upload.ts';

const paint: Record<UploadOutcome['status'], (text: string) => string> = {
  ready: pc.green,
  rejected: pc.red,
  refused: pc.red,
  failed: pc.red,
  unfinished: pc.yellow,
};

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** WebP and JPEG of a width have one URL: the browser's Accept chooses. */
const urls = ({ variants }: UploadOutcome): string => [...new Set(variants.map(({ url }) => url))].join('\n');

/** For people: one row a file. */
export const uploadTable = (outcomes: readonly UploadOutcome[]): string => {
  const table = new Table({
    head: ['file', 'bytes', 'status', 'pixels', 'seconds', 'variants'],
    style: { head: [], border: [], compact: true },
  });
  for (const outcome of outcomes) {
    const { file, bytes, status, reason, detail, width, height, seconds } = outcome;
    table.push([
      file,
      size(bytes),
      [paint[status](status), reason, detail].filter((line) => line !== undefined).join('\n'),
      width === undefined ? '' : `${width} x ${height}`,
      seconds.toFixed(1),
      urls(outcome),
    ]);
  }
  return table.toString();
};
