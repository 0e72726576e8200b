import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { BOUNDARY_FILE, boundaryText } from './boundary-settings.ts';

export const boundariesCommand = (): Command =>
  new Command('boundaries')
    .description(`Write ${BOUNDARY_FILE}: which files may import which, for the linter.`)
    .action(() => writeFile(BOUNDARY_FILE, boundaryText()));
