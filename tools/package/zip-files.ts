import { type Zippable, zipSync } from 'fflate';
import type { Files } from './app-files.ts';

const UNIX = 3;
const REGULAR_FILE_RW_R_R = 0o100644;

/**
 * The earliest time in a zip. It is stored as local time, so time zones do not change the bytes.
 */
const earliestTime = new Date(1980, 0, 1);

/** A zip of the files. The same files give the same bytes with every machine and Node. */
export const zipFiles = (files: Files): Uint8Array => {
  const attrs = (REGULAR_FILE_RW_R_R << 16) >>> 0;
  const entries: Zippable = Object.fromEntries(
    [...files].map(([path, bytes]) => [path, [bytes, { mtime: earliestTime, os: UNIX, attrs, level: 9 }]]),
  );
  return zipSync(entries);
};
