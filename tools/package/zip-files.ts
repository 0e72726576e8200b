import { unzipSync, type Zippable, zipSync } from 'fflate';
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

/** The files in a zip, by path. Throws if a path would leave the folder that it is unpacked to. */
export const unzipFiles = (zip: Uint8Array): Files => {
  const files = unzipSync(zip);
  const outside = Object.keys(files).find((path) => path.startsWith('/') || path.split(/[\\/]/).includes('..'));
  if (outside !== undefined) throw new Error(`The zip has a file outside its folder: ${outside}`);
  return new Map(Object.entries(files));
};
