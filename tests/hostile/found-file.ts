import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** One of the files in `found`, which were once treated wrongly. */
export const foundFile = (name: string): Buffer => readFileSync(resolve('tests/hostile/found', name));
