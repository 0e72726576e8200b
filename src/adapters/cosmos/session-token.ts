/** `{partition range}:{version}#{global sequence number}[#{region}={local number}...]` */
const TOKEN = /^(?<range>\w+):-?\d+#(?<sequence>\d+)/;

/** Room for the numbers of all regions, and no more than fits into a header. */
const SENDABLE = /^\w+:[\w:#=,.-]{1,1000}$/;

/** Whether a text that came with a message can be sent as a session token. */
export const isSessionToken = (text: string): boolean => SENDABLE.test(text);

/**
 * Whether an answer is older than the write of the `wanted` token. If a replica lags, the client
 * drops the token and asks again without it, so an answer may be too old. Tokens that cannot be
 * compared (after a partition split) do not count as behind.
 */
export const isBehind = (served: string | undefined, wanted: string): boolean => {
  const { range, sequence } = TOKEN.exec(wanted)?.groups ?? {};
  const answer = TOKEN.exec(served ?? '')?.groups;
  return answer !== undefined && answer.range === range && Number(answer.sequence) < Number(sequence);
};
