/**
 * What an answer must not reveal: stack frames, paths, names of libraries and inner hosts, runtime
 * errors, secrets.
 */
const inner =
  /(?:\n|\\n)\s+at \S|\bat \S+ \(|node:internal|node_modules|file:\/\/|\/(?:tmp|work|home|root|usr)\/|[\w-]+\.[cm]?[jt]s:\d+|\b(?:Type|Range|Syntax|Reference|URI|Zod|Rest|Aggregate)Error\b|Cannot (?:read|set|convert)|is not (?:a function|defined|iterable|valid JSON)|Unexpected (?:token|end of JSON)|@azure|Cosmos|ServiceBus|Service Bus|BlobService|AccountKey=|SharedAccessKey|AccountEndpoint|Endpoint=sb|inner\.host|ECONN|documents\.azure/i;

/** The text of the leak; undefined if there is none. */
export const leakIn = (text: string): string | undefined => inner.exec(text)?.[0];
