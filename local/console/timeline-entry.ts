/** `read`: a request that only looked. */
export type EntryKind =
  | 'state'
  | 'request'
  | 'read'
  | 'attempt'
  | 'message'
  | 'event'
  | 'webhook'
  | 'staff'
  | 'dead letter';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** `number`: among the messages of the order, from 1. `source`: what sent it. */
export type MessageLabel = { number: number; source: string };

/** `at`: when it began, ISO 8601 UTC. `tone`: whether somebody should worry. */
export type TimelineEntry = {
  at: string;
  kind: EntryKind;
  what: string;
  detail: string;
  tone: Tone;
  /** How long it took, if that is known. */
  ms?: number;
  /** When it continues, ISO 8601 UTC. */
  nextAt?: string;
  message?: MessageLabel;
  /** Which log lines say more: those of an invocation, or of a request and what it caused. */
  log?: { invocation: string } | { requestId: string };
};

type Entry = Omit<TimelineEntry, 'detail' | 'tone'> & { detail?: string | undefined; tone?: Tone };

export const toEntry = ({ detail = '', tone = 'plain', ...entry }: Entry): TimelineEntry => ({
  ...entry,
  detail,
  tone,
});

/** Parts of a detail; absent ones are left out. */
export const joinParts = (...parts: readonly (string | undefined | false)[]): string =>
  parts.flatMap((part) => (part ? [part.replace(/\.$/, '')] : [])).join(', ');
