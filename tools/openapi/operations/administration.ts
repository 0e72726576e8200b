import { listDeadLettersQuery } from '../../../src/functions/http/dead-letters/dead-letter-schemas.ts';
import { deadLetterPage, replayedLetter, replayedLetters, salesReport } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const administrationOperations = {
  listDeadLetters: {
    tag: 'Administration',
    summary: 'List the messages that were given up',
    description:
      'First those of orders by number, then those of uploads, of which the storage queue shows the first 32 that nobody holds. ' +
      '`deliveryCount` grows by 1 with every look for a message behind it. A body longer than 4,096 characters is shown as the beginning of its text. ' +
      'While one of the two queues cannot be read, the messages of the other are listed, and `missing` names the one; what cannot be looked up now is left out, and `cause` says so.',
    access: 'signed-in',
    roles: ['admin'],
    query: listDeadLettersQuery,
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
    description:
      'A message that names nothing that could be replayed is a conflict: discard it. Where nothing was left to process, ' +
      'the message is removed, and `note` says so.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['sequenceNumber'],
    replies: { 202: { description: 'It is on its way.', content: json(replayedLetter, examples.replayedLetter) } },
    refusals: ['not_found', 'busy', 'conflict'],
  },
  replayDeadLetters: {
    tag: 'Administration',
    summary: 'Replay all dead letters',
    description:
      'Of what was dead when the call began. Stops after a while, or after 2,000 messages: where `remaining` is true, call again. ' +
      'What names nothing that could be replayed is skipped, and stays until it is discarded.',
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
