import { type AddCommand, type ApiFlags, limitOption, type Perform } from './api-command.ts';
import { parseDay } from './parse-day.ts';

type AuditFlags = ApiFlags & { subject?: string; actor?: string; from?: string; limit: number };

export const addAuditCommand = (addApiCommand: AddCommand, performTask: Perform): void => {
  addApiCommand(
    'audit',
    'List what staff have changed, newest first.',
    'audit --subject oak-table',
    'audit --actor ada --from 2026-11-23',
  )
    .option('--subject <id>', 'only of this order, product or webhook endpoint, or dead letter')
    .option('--actor <sub>', 'only by whoever has this subject in the token')
    .option('--from <day>', 'only from this day on: YYYY-MM-DD, in UTC', parseDay)
    .addOption(limitOption())
    .action(({ subject, actor, from, limit, ...flags }: AuditFlags) =>
      performTask(flags, 'reading', async () =>
        (await import('./list-audit-task.ts')).listAuditTask({ subject, actor, from }, limit),
      ),
    );
};
