import { syntaxError, type Token, tokenize } from './tokens.ts';

/** Reads tokens one after the other; keywords are names in any case. */
export class TokenStream {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;

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

  /** The first of the symbols that comes next. */
  acceptAnySymbol(texts: readonly string[]): string | undefined {
    return texts.find((text) => this.acceptSymbol(text));
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
