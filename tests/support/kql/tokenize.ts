/** Texts keep their quotes, so that none is taken for a word of the language. */
type Token = Readonly<{ kind: 'name' | 'text' | 'number' | 'span' | 'sign' | 'end'; text: string }>;

const GAP = /(?:\s|\/\/.*)*/y;

const patterns = [
  ['text', /'[^'\\\n]*'|"[^"\\\n]*"/y],
  ['span', /\d+[dhms]\b/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['name', /mv-expand\b|[A-Za-z_]\w*/y],
  ['sign', /!in\b|[=!<>]=|=~|[|=<>()[\]{},;.:*/+-]/y],
] as const;

const matchAt = (pattern: RegExp, text: string, offset: number): string | undefined => {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
};

const tokenAt = (query: string, offset: number): Token => {
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, query, offset);
    if (text !== undefined) return { kind, text };
  }
  throw new Error(`tests/support/kql cannot read "${query.slice(offset, offset + 20)}".`);
};

const tokenize = (query: string): Token[] => {
  const tokens: Token[] = [];
  const skipGap = (offset: number): number => offset + (matchAt(GAP, query, offset) ?? '').length;
  for (let offset = skipGap(0); offset < query.length; ) {
    const token = tokenAt(query, offset);
    tokens.push(token);
    offset = skipGap(offset + token.text.length);
  }
  return tokens;
};

/** Where the parsers are in a query. */
export type Cursor = {
  peek: (ahead?: number) => Token;
  next: () => Token;
  /** Whether the next token was this one. It is then taken. */
  take: (text: string) => boolean;
  expect: (text: string) => void;
  expectName: () => string;
};

const END: Token = { kind: 'end', text: '' };

export const openQuery = (query: string): Cursor => {
  const tokens = tokenize(query);
  let position = 0;
  const peek = (ahead = 0): Token => tokens[position + ahead] ?? END;
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const take = (text: string): boolean => {
    if (peek().kind === 'end' || peek().text !== text) return false;
    position += 1;
    return true;
  };
  const expect = (text: string): void => {
    if (!take(text)) throw new Error(`"${text}" is expected here, not "${peek().text}".`);
  };
  const expectName = (): string => {
    const { kind, text } = next();
    if (kind !== 'name') throw new Error(`A name is expected here, not "${text}".`);
    return text;
  };
  return { peek, next, take, expect, expectName };
};
