import { type Zippable, zipSync } from 'fflate';
import type { Files } from './app-files.ts';

const UNIX = 3;
const REGULAR_FILE_RW_R_R = 0o100644;

/** The first moment that a zip can hold. In local time, since that is how it is stored: the bytes do not depend on the time zone. */
const earliest = new Date(1980, 0, 1);

/** A zip of the files: the same bytes for the same files, on every machine and every Node. */
export const zipFiles = (files: Files): Uint8Array => {
  const attrs = (REGULAR_FILE_RW_R_R << 16) >>> 0;
  const entries: Zippable = Object.fromEntries(
    [...files].map(([path, bytes]) => [path, [bytes, { mtime: earliest, os: UNIX, attrs, level: 9 }]]),
  );
  return zipSync(entries);
};
