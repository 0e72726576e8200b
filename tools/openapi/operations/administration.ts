import { listAuditQuery } from '../../../src/functions/http/audit/audit-schemas.ts';
import {
  discardDeadLetterQuery,
  listDeadLettersQuery,
} from '../../../src/functions/http/dead-letters/dead-letter-schemas.ts';
import { deadLetterPage, jobs, replayedLetter, replayedLetters, salesReport } from '../answers.ts';
import { auditPage } from '../audit-answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const administrationOperations = {
  listDeadLetters: {
    tag: 'Administration',
    summary: 'List dead letters',
    description:
      'Lists messages about orders by number, then messages about uploads. Of those about uploads, only the first 32 that are not locked are visible. ' +
      'Each search for a later message adds 1 to `deliveryCount`. A body longer than 4,096 characters is cut off. ' +
      'If one of the two queues cannot be read, only the other is listed, and `missing` names the one that failed. If an order or image cannot be looked up, it is left out, and `cause` says so.',
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
      'Processes the order or upload of the message again and removes the message. If nothing is left to process, ' +
      'the message is only removed, and `note` says so. A message that names no order or upload is a conflict: discard it.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['sequenceNumber'],
    replies: {
      202: { description: 'The replay has started.', content: json(replayedLetter, examples.replayedLetter) },
    },
    refusals: ['not_found', 'busy', 'conflict'],
  },
  replayDeadLetters: {
    tag: 'Administration',
    summary: 'Replay all dead letters',
    description:
      'Replays all messages that were dead when the call began. Stops after a while, or after 2,000 messages: if `remaining` is true, call again. ' +
      'Messages that name no order or upload are skipped and stay until they are discarded.',
    access: 'signed-in',
    roles: ['admin'],
    replies: {
      202: { description: 'The numbers of messages.', content: json(replayedLetters, examples.replayedLetters) },
    },
    refusals: ['busy', 'conflict'],
  },
  discardDeadLetter: {
    tag: 'Administration',
    summary: 'Discard one dead letter',
    description: 'The audit trail keeps its body and your reason.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['sequenceNumber'],
    query: discardDeadLetterQuery,
    replies: { 204: { description: 'The message was removed.' } },
    refusals: ['not_found', 'busy'],
  },
  listAudit: {
    tag: 'Administration',
    summary: 'List what staff have changed, newest first',
    description:
      'Every write by staff: who (`actor`: the subject of the token), what, and which fields it changed. `from` is the first day, in UTC. ' +
      'If the outcome is `begun`, it is not known whether the write happened: look at its subject. If it is `refused`, nothing was changed.',
    access: 'signed-in',
    roles: ['admin'],
    query: listAuditQuery,
    replies: {
      200: { description: 'A page.', content: json(auditPage, examples.auditPage), headers: ['ETag', 'Link'] },
    },
  },
  listJobs: {
    tag: 'Administration',
    summary: 'List the nightly jobs and how their last runs ended',
    description:
      'The last ten runs of each job, newest first. A run appears when it has ended. `summary` says what a successful run did, ' +
      '`reason` why a run failed. `id` is the id of the invocation in the log. A run whose host was killed never appears.',
    access: 'signed-in',
    roles: ['admin'],
    replies: { 200: { description: 'All jobs.', content: json(jobs, examples.jobs), headers: ['ETag'] } },
  },
  getReport: {
    tag: 'Administration',
    summary: "Read a day's sales report",
    description:
      'A closed day never changes. `units` and `revenue` (in minor units) count the orders confirmed on that day. ' +
      'The CSV starts with a byte order mark and quotes every value. An apostrophe precedes what a ' +
      'spreadsheet would run as a formula.',
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
