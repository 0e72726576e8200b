/** `{partition range}:{version}#{global sequence number}[#{region}={local number}...]` */
const TOKEN = /^(?<range>\w+):-?\d+#(?<sequence>\d+)/;

/** Room for the numbers of all regions, and no more than fits into a header. */
const SENDABLE = /^\w+:[\w:#=,.-]{1,1000}$/;

/** Whether a text that came with a message can be sent as a session token. */
export const isSessionToken = (text: string): boolean => SENDABLE.test(text);

/**
 * Whether an answer is older than the write of `wanted`: if a replica lags, the client asks again
 * without the token. Tokens that cannot be compared (after a partition split) do not count as
 * behind.
 */
export const isBehind = (served: string | undefined, wanted: string): boolean => {
  const { range, sequence } = TOKEN.exec(wanted)?.groups ?? {};
  const answer = TOKEN.exec(served ?? '')?.groups;
  return answer !== undefined && answer.range === range && Number(answer.sequence) < Number(sequence);
};

/** The session token among the headers of an answer. */
export const sessionIn = (headers: unknown): string | undefined => {
  const session: unknown = Object(headers)['x-ms-session-token'];
  return typeof session === 'string' ? session : undefined;
};
