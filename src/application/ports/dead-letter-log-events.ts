import { failure, type LogEvents } from './log-event.ts';

/** What staff do about dead letters. */
export const deadLetterLogEvents = {
  dead_letter_replayed: {
    levels: ['info'],
    meaning: 'A dead letter was processed again. `originalRequestId` is the request that caused the message.',
    fields: {
      sequenceNumber: 'text',
      orderId: 'text?',
      productId: 'text?',
      imageId: 'text?',
      originalRequestId: 'text?',
    },
  },
  dead_letter_discarded: {
    levels: ['info'],
    meaning: 'A dead letter was removed for good.',
    fields: { sequenceNumber: 'text' },
  },
  dead_letters_replayed: {
    levels: ['info'],
    meaning: 'A replay of all dead letters has ended. `skipped` ones have to be discarded.',
    fields: { replayed: 'number', skipped: 'number', remaining: 'boolean' },
  },
  dead_letter_not_replayed: {
    levels: ['warn'],
    meaning: 'One dead letter could not be replayed. It stays.',
    fields: { sequenceNumber: 'text', ...failure },
  },
  replay_interrupted: {
    levels: ['warn'],
    meaning: 'A queue failed during a replay of all dead letters. The rest stays.',
    fields: { replayed: 'number', ...failure },
  },
  dead_letters_not_listed: {
    levels: ['warn'],
    meaning: 'One of the two queues could not be read, so the list lacks its messages.',
    fields: { source: 'text', ...failure },
  },
  dead_letter_not_looked_up: {
    levels: ['warn'],
    meaning: 'The list shows a dead letter without what its order or image says now.',
    fields: { sequenceNumber: 'text', ...failure },
  },
} as const satisfies LogEvents;
