import { type AmqpValue, MalformedAmqp, readValue } from '../amqp-values.ts';
import { type Content, idToText } from '../message-codec.ts';

// Positions in the properties section of AMQP 1.0.
const fields = {
  messageid: 0,
  to: 2,
  label: 3,
  subject: 3,
  replyto: 4,
  correlationid: 5,
  contenttype: 6,
  sessionid: 10,
  replytosessionid: 12,
} as const;

export type SystemProperty = keyof typeof fields;

/** The names that filters know, in lower case: they ignore case. */
export const isSystemProperty = (name: string): name is SystemProperty => Object.hasOwn(fields, name);

export type MessageProperties = {
  /** Undefined if the sender did not set it. */
  system(name: SystemProperty): string | undefined;
  /** An application property by its name in lower case; undefined if there is none. */
  application(name: string): AmqpValue | undefined;
};

/** Null if it is not valid AMQP: filters do not refuse what queues accept. */
const decode = (encoded: Buffer): AmqpValue => {
  try {
    return readValue({ buffer: encoded, offset: 0 });
  } catch (error) {
    if (error instanceof MalformedAmqp) return null;
    throw error;
  }
};

const decodeSystem = ({ properties }: Content): AmqpValue[] => {
  const section = properties.length === 0 ? null : decode(properties);
  const list = typeof section === 'object' && section !== null && 'descriptor' in section ? section.value : null;
  return Array.isArray(list) ? list : [];
};

const decodeApplication = ({ applicationProperties }: Content): Map<string, AmqpValue> => {
  const entries = new Map<string, AmqpValue>();
  for (let index = 0; index + 1 < applicationProperties.length; index += 2) {
    const key = applicationProperties[index];
    const value = applicationProperties[index + 1];
    if (key && value) entries.set(String(decode(key)).toLowerCase(), decode(value));
  }
  return entries;
};

/** What filters see of a message. Decodes on first use. */
export const messageProperties = (content: Content): MessageProperties => {
  let system: AmqpValue[] | undefined;
  let application: Map<string, AmqpValue> | undefined;
  return {
    system: (name) => {
      system ??= decodeSystem(content);
      return idToText(system[fields[name]] ?? null);
    },
    application: (name) => {
      application ??= decodeApplication(content);
      return application.get(name);
    },
  };
};
