import { InvalidFilter, type Token, tokenizeFilter } from './filter-tokens.ts';

export type FilterReader = {
  peek(): Token;
  take(): Token;
  /** Takes the keyword if it comes next. */
  acceptWord(word: string): boolean;
  acceptSymbol(symbol: string): boolean;
  /** Throws `InvalidFilter` if something else comes next. */
  expectSymbol(symbol: string): void;
  /** The error for what comes next. */
  unexpected(expected: string): InvalidFilter;
};

/** Reads a filter token by token. Throws `InvalidFilter`. */
export const readFilter = (text: string): FilterReader => {
  const tokens = tokenizeFilter(text);
  let next = 0;
  const peek = (): Token => tokens[Math.min(next, tokens.length - 1)] ?? { type: 'end', at: text.length };
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const accept = (isNext: boolean): boolean => {
    if (isNext) next += 1;
    return isNext;
  };
  const acceptSymbol = (symbol: string): boolean => {
    const token = peek();
    return accept(token.type === 'symbol' && token.text === symbol);
  };
  const unexpected = (expected: string): InvalidFilter => {
    const { at, type } = peek();
    return new InvalidFilter(`expected ${expected} at ${type === 'end' ? 'the end' : `'${text.slice(at, at + 20)}'`}`);
  };
  return {
    peek,
    take,
    acceptSymbol,
    acceptWord: (word) => {
      const token = peek();
      return accept(token.type === 'word' && token.text.toUpperCase() === word);
    },
    expectSymbol: (symbol) => {
      if (!acceptSymbol(symbol)) throw unexpected(symbol);
    },
    unexpected,
  };
};
