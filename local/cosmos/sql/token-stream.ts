import { badRequest } from '../cosmos-error.ts';
import { syntaxError, type Token, tokenize } from './tokens.ts';

const MAX_LEVELS = 128;
const MAX_LINKS = 1000;

/** Reads tokens one by one. Keywords are names and ignore case. */
export class TokenStream {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;
  #levels = 0;
  #links = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] ?? { type: 'end', at: 0 };
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  isKeyword(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === 'name' && token.text.toUpperCase() === word;
  }

  acceptKeyword(...words: string[]): boolean {
    if (!words.every((word, i) => this.isKeyword(word, i))) return false;
    this.#next += words.length;
    return true;
  }

  expectKeyword(word: string): void {
    if (!this.acceptKeyword(word)) throw this.error();
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === 'symbol' && token.text === text;
  }

  acceptSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.#next += 1;
    return true;
  }

  /** Parses a nested part. Throws 400 if the nesting could exhaust the stack. */
  nested<T>(parseOne: (tokens: TokenStream) => T): T {
    this.#levels += 1;
    if (this.#levels > MAX_LEVELS) throw badRequest(`The query is nested more than ${MAX_LEVELS} levels deep.`);
    const result = parseOne(this);
    this.#levels -= 1;
    return result;
  }

  /** Counts an operator: a chain of them nests as deep as it is long. Throws 400 over the limit. */
  link(): void {
    this.#links += 1;
    if (this.#links > MAX_LINKS) throw badRequest(`The query has more than ${MAX_LINKS} operators.`);
  }

  expectSymbol(text: string): void {
    if (!this.acceptSymbol(text)) throw this.error();
  }

  expectName(): string {
    const token = this.peek();
    if (token.type !== 'name') throw this.error();
    this.#next += 1;
    return token.text;
  }

  expectEnd(): void {
    if (this.peek().type !== 'end') throw this.error();
  }

  error(): Error {
    const token = this.peek();
    return syntaxError(token.type === 'end' ? 'end of query' : this.#text.slice(token.at, token.at + 20));
  }
}
