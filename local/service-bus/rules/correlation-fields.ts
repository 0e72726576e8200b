import type { SystemProperty } from './message-properties.ts';

/** The system properties that a correlation filter can ask for, in the order of the protocol. */
export const correlationFields = [
  { property: 'correlationid', setting: 'CorrelationId', key: 'correlation-id' },
  { property: 'messageid', setting: 'MessageId', key: 'message-id' },
  { property: 'to', setting: 'To', key: 'to' },
  { property: 'replyto', setting: 'ReplyTo', key: 'reply-to' },
  { property: 'label', setting: 'Label', key: 'label' },
  { property: 'sessionid', setting: 'SessionId', key: 'session-id' },
  { property: 'replytosessionid', setting: 'ReplyToSessionId', key: 'reply-to-session-id' },
  { property: 'contenttype', setting: 'ContentType', key: 'content-type' },
] as const satisfies readonly { property: SystemProperty; setting: string; key: string }[];
