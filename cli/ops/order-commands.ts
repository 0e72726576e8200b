import { type Command, Option } from 'commander';
import { type AddCommand, type ApiFlags, limitOption, type Perform } from './api-command.ts';

type ListFlags = ApiFlags & { status?: string; due?: string; attention?: true; number?: string; limit: number };

/** Adds `orders`, `order` and `retry`. */
export const addOrderCommands = (addApiCommand: AddCommand, performTask: Perform, now: () => number): void => {
  const list: Command = addApiCommand(
    'orders',
    'List orders of all customers, newest first.',
    'orders --due reserve',
    'orders --attention --limit 20',
  );
  list
    .addOption(
      new Option('--status <status>', 'only orders with this status').choices([
        'placed',
        'confirmed',
        'rejected',
        'cancelled',
        'shipped',
      ]),
    )
    .addOption(new Option('--due <work>', 'only orders that owe this work').choices(['reserve', 'release', 'settle']))
    .option('--attention', 'only orders with an attention flag')
    .option('--number <number>', 'only the order with this number')
    .addOption(limitOption())
    .action(({ status, due, attention, number, limit, ...flags }: ListFlags) =>
      performTask(flags, 'reading', async () =>
        (await import('./order-tasks.ts')).listOrdersTask({ status, due, attention, number }, limit, now()),
      ),
    );

  addApiCommand(
    'order',
    'Show an order and everything that happened to it.',
    'order XWCR-2YMZ-PZ0K',
    'order ord_abc_def --json',
  )
    .argument('<order>', 'id or number of the order')
    .action((order: string, flags: ApiFlags) =>
      performTask(flags, 'reading the order', async () =>
        (await import('./order-tasks.ts')).showOrderTask(order, now()),
      ),
    );

  addApiCommand('retry', 'Retry an order and clear its attention flag.', 'retry ord_abc_def', 'retry XWCR-2YMZ-PZ0K')
    .argument('<order>', 'id or number of the order')
    .action((order: string, flags: ApiFlags) =>
      performTask(flags, 'retrying', async () => (await import('./order-and-report-tasks.ts')).retryTask(order)),
    );
};
