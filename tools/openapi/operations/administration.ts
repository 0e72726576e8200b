import * as z from 'zod/mini';
import { cursor, limit } from '../../../src/functions/http/schemas.ts';
import { deadLetterPage, replayedLetter, replayedLetters, salesReport } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const administrationOperations = {
  listDeadLetters: {
    tag: 'Administration',
    summary: 'List the messages that were given up',
    access: 'signed-in',
    roles: ['admin'],
    query: z.strictObject({ limit, cursor }),
    replies: {
      200: {
        description: 'A page.',
        content: json(deadLetterPage, examples.deadLetterPage),
        headers: ['ETag', 'Link'],
      },
    },
  },
  replayDeadLetter: {
    tag: 'Administration',
    summary: 'Replay one dead letter',
    description: 'A message that names nothing that could be replayed is a conflict: discard it.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['sequenceNumber'],
    replies: { 202: { description: 'It is on its way.', content: json(replayedLetter, examples.replayedLetter) } },
    refusals: ['not_found', 'busy', 'conflict'],
  },
  replayDeadLetters: {
    tag: 'Administration',
    summary: 'Replay all dead letters',
    description: 'Stops after a while: where `remaining` is true, call again.',
    access: 'signed-in',
    roles: ['admin'],
    replies: { 202: { description: 'What was done.', content: json(replayedLetters, examples.replayedLetters) } },
    refusals: ['busy', 'conflict'],
  },
  discardDeadLetter: {
    tag: 'Administration',
    summary: 'Discard one dead letter',
    access: 'signed-in',
    roles: ['admin'],
    path: ['sequenceNumber'],
    replies: { 204: { description: 'It is gone.' } },
    refusals: ['not_found', 'busy'],
  },
  getReport: {
    tag: 'Administration',
    summary: "Read a day's sales report",
    description:
      'A closed day never changes. `units` and `revenue` (in minor units) are of the orders confirmed that day.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['date'],
    headers: ['acceptReport'],
    replies: {
      200: {
        description: 'The report.',
        content: {
          ...json(salesReport, examples.report),
          'text/csv': { text: examples.reportCsv },
        },
        headers: ['ETag', 'Vary', 'Content-Disposition'],
      },
    },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Operation>;
