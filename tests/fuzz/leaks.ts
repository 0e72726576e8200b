/** What an answer must not tell: frames of a stack, paths, names of libraries and inner hosts, errors of the runtime, secrets of services. */
const inner =
  /(?:\n|\\n)\s+at \S|\bat \S+ \(|node:internal|node_modules|file:\/\/|\/(?:tmp|work|home|root|usr)\/|[\w-]+\.[cm]?[jt]s:\d+|\b(?:Type|Range|Syntax|Reference|URI|Zod|Rest|Aggregate)Error\b|Cannot (?:read|set|convert)|is not (?:a function|defined|iterable|valid JSON)|Unexpected (?:token|end of JSON)|@azure|Cosmos|ServiceBus|Service Bus|BlobService|AccountKey=|SharedAccessKey|AccountEndpoint|Endpoint=sb|inner\.host|ECONN|documents\.azure/i;

/** The text of the leak; undefined where there is none. */
export const leakIn = (text: string): string | undefined => inner.exec(text)?.[0];
