import type { Command } from 'commander';
import { type AddCommand, type ApiFlags, limitOption, type Perform } from './api-command.ts';

type ImageFlags = ApiFlags & { rejected: boolean; awaiting: boolean; limit: number };

/** Adds `images`. */
export const addImageCommands = (addApiCommand: AddCommand, performTask: Perform): void => {
  addApiCommand('images', 'List the rejected images of all products.', 'images --rejected', 'images --awaiting --json')
    .option('--rejected', 'those whose file cannot be used', false)
    .option('--awaiting', 'those that wait for their upload', false)
    .addOption(limitOption('how many products to read at most'))
    .action(async ({ rejected, awaiting, limit, ...flags }: ImageFlags, command: Command) => {
      if (rejected === awaiting) command.error('error: give either --rejected or --awaiting.');
      const status = rejected ? 'rejected' : 'awaiting_upload';
      await performTask(flags, 'reading', async () => (await import('./image-tasks.ts')).listImagesTask(status, limit));
    });
};
