import { badRequest } from '../cosmos-error.ts';

export type Token =
  | { type: 'name'; text: string; at: number }
  | { type: 'number'; value: number; at: number }
  | { type: 'string'; value: string; at: number }
  | { type: 'parameter'; text: string; at: number }
  | { type: 'symbol'; text: string; at: number }
  | { type: 'end'; at: number };

export const syntaxError = (near: string): Error =>
  badRequest(
    `Message: {"errors":[{"severity":"Error","code":"SC1001","message":${JSON.stringify(`Syntax error, incorrect syntax near '${near}'.`)}}]}`,
  );

const pattern = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<number>0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<string>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")`,
    String.raw`(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?<parameter>[@#][\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<symbol>\?\?|\|\||<=|>=|<>|!=|[-+*/%|&^~=<>()[\]{},.:?])`,
  ].join('|'),
  'uy',
);

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const unquote = (literal: string): string => {
  const quote = literal.charAt(0);
  return literal
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})|\\([\s\S])|''|""/g, (match, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (char !== undefined) return escapes[char] ?? char;
      return match.charAt(0) === quote ? quote : match;
    });
};

/** Throws the 400 of a syntax error. */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const groups = match?.groups;
    if (match === null || groups === undefined) throw syntaxError(text.slice(at, at + 12));
    if (groups.number !== undefined) tokens.push({ type: 'number', value: Number(match[0]), at });
    else if (groups.string !== undefined) tokens.push({ type: 'string', value: unquote(match[0]), at });
    else if (groups.name !== undefined) tokens.push({ type: 'name', text: match[0], at });
    else if (groups.parameter !== undefined) tokens.push({ type: 'parameter', text: match[0], at });
    else if (groups.symbol !== undefined) tokens.push({ type: 'symbol', text: match[0], at });
    at = pattern.lastIndex;
  }
  tokens.push({ type: 'end', at });
  return tokens;
};
