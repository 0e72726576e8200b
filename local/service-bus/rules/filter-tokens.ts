/** The filter is wrong or uses what is not implemented. The message says what, in a few words. */
export class InvalidFilter extends Error {
  override readonly name = 'InvalidFilter';
}

export type Token =
  /** A keyword or a name. Both ignore case. */
  | { type: 'word'; text: string; at: number }
  /** A name in brackets or double quotes, which is never a keyword. */
  | { type: 'quoted'; text: string; at: number }
  | { type: 'number'; value: number | bigint; at: number }
  | { type: 'string'; value: string; at: number }
  | { type: 'symbol'; text: string; at: number }
  | { type: 'end'; at: number };

const pattern = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`,
    `(?<string>'(?:[^']|'')*')`,
    String.raw`(?<quoted>"(?:[^"]|"")+"|\[(?:[^\]]|\]\])+\])`,
    String.raw`(?<word>\p{L}[\p{L}\p{Nd}_]*)`,
    '(?<symbol><=|>=|<>|!=|[=<>(),.+*/%@-])',
  ].join('|'),
  'uy',
);

const toNumber = (text: string): number | bigint => {
  const value = Number(text);
  return /^\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
};

/** Strips the first and the last character. The last one is doubled inside. */
const unquote = (text: string): string => {
  const close = text.slice(-1);
  return text.slice(1, -1).replaceAll(close + close, close);
};

const toToken = (groups: Readonly<Record<string, string | undefined>>, at: number): Token | undefined => {
  const { number, string, quoted, word, symbol } = groups;
  if (number !== undefined) return { type: 'number', value: toNumber(number), at };
  if (string !== undefined) return { type: 'string', value: unquote(string), at };
  if (quoted !== undefined) return { type: 'quoted', text: unquote(quoted), at };
  if (word !== undefined) return { type: 'word', text: word, at };
  return symbol === undefined ? undefined : { type: 'symbol', text: symbol, at };
};

/** Throws `InvalidFilter`. The last token is the end. */
export const tokenizeFilter = (text: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match?.groups) throw new InvalidFilter(`'${text.slice(at, at + 20)}' is not part of the language`);
    const token = toToken(match.groups, at);
    if (token) tokens.push(token);
    at = pattern.lastIndex;
  }
  tokens.push({ type: 'end', at });
  return tokens;
};
