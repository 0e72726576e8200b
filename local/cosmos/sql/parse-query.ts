import { badRequest } from '../cosmos-error.ts';
import type { BinaryOperator, Expression, Query, Selection, SortKey, Source } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

export const parseQuery = (tokens: TokenStream): Query => {
  tokens.expectKeyword('SELECT');
  const distinct = tokens.acceptKeyword('DISTINCT');
  const top = tokens.acceptKeyword('TOP') ? parseCount(tokens) : undefined;
  const select = parseSelection(tokens);
  const sources = tokens.acceptKeyword('FROM') ? parseSources(tokens) : [];
  const where = tokens.acceptKeyword('WHERE') ? parseExpression(tokens) : undefined;
  const groupBy = tokens.acceptKeyword('GROUP', 'BY') ? parseCommaList(tokens, parseExpression) : [];
  if (tokens.isKeyword('HAVING')) throw badRequest('The service has no HAVING.');
  if (tokens.isKeyword('ORDER') && tokens.isKeyword('RANK', 2)) {
    throw badRequest('The local Cosmos server does not implement ORDER BY RANK.');
  }
  const orderBy = tokens.acceptKeyword('ORDER', 'BY') ? parseCommaList(tokens, parseSortKey) : [];
  const offset = tokens.acceptKeyword('OFFSET') ? parseCount(tokens) : undefined;
  if (offset !== undefined) tokens.expectKeyword('LIMIT');
  const limit = offset === undefined ? undefined : parseCount(tokens);
  return {
    distinct,
    select,
    sources,
    groupBy,
    orderBy,
    ...(top === undefined ? {} : { top }),
    ...(where === undefined ? {} : { where }),
    ...(offset === undefined || limit === undefined ? {} : { offset, limit }),
  };
};

const parseCommaList = <T>(tokens: TokenStream, parseOne: (tokens: TokenStream) => T): T[] => {
  const list = [parseOne(tokens)];
  while (tokens.acceptSymbol(',')) list.push(parseOne(tokens));
  return list;
};

const parseCount = (tokens: TokenStream): Expression => {
  const token = tokens.peek();
  if (token.type === 'number') {
    tokens.take();
    return { type: 'constant', value: token.value };
  }
  if (token.type !== 'parameter') throw tokens.error();
  tokens.take();
  return { type: 'parameter', name: token.text };
};

const parseSelection = (tokens: TokenStream): Selection => {
  if (tokens.isSymbol('*')) {
    tokens.take();
    return { type: 'all' };
  }
  if (tokens.isKeyword('VALUE') && !tokens.isSymbol('.', 1) && !tokens.isSymbol(',', 1)) {
    tokens.take();
    return { type: 'value', value: parseExpression(tokens) };
  }
  const items = parseCommaList(tokens, (stream) => {
    const value = parseExpression(stream);
    if (stream.acceptKeyword('AS')) return { value, alias: stream.expectName() };
    const next = stream.peek();
    const isAlias = next.type === 'name' && !clauseWords.has(next.text.toUpperCase());
    return { value, alias: isAlias ? stream.expectName() : undefined };
  });
  return { type: 'list', items };
};

const clauseWords = new Set(['FROM', 'WHERE', 'GROUP', 'ORDER', 'OFFSET', 'JOIN', 'HAVING', 'LIMIT']);

const parseSources = (tokens: TokenStream): Source[] => {
  const sources = [parseSource(tokens)];
  while (tokens.acceptKeyword('JOIN')) sources.push(parseSource(tokens));
  return sources;
};

export const parseSource = (tokens: TokenStream): Source => {
  if (tokens.isKeyword('IN', 1)) {
    const alias = tokens.expectName();
    tokens.expectKeyword('IN');
    return { from: parseInput(tokens), alias, iterate: true };
  }
  const from = parseInput(tokens);
  if (tokens.acceptKeyword('AS')) return { from, alias: tokens.expectName(), iterate: false };
  const next = tokens.peek();
  if (next.type === 'name' && !clauseWords.has(next.text.toUpperCase())) {
    return { from, alias: tokens.expectName(), iterate: false };
  }
  return { from, alias: defaultAlias(from), iterate: false };
};

const parseInput = (tokens: TokenStream): Expression | Query => {
  if (tokens.acceptSymbol('(')) {
    const query = tokens.nested(parseQuery);
    tokens.expectSymbol(')');
    return query;
  }
  return parseMembers(tokens, { type: 'identifier', name: tokens.expectName() });
};

const defaultAlias = (from: Expression | Query): string => {
  if ('sources' in from) return '';
  if (from.type === 'identifier') return from.name;
  return from.type === 'member' ? String(from.key) : '';
};

const parseSortKey = (tokens: TokenStream): SortKey => {
  const value = parseExpression(tokens);
  if (tokens.acceptKeyword('DESC')) return { value, descending: true };
  tokens.acceptKeyword('ASC');
  return { value, descending: false };
};

/** Loosest first. Comparisons do not chain in SQL, but accepting that does no harm. */
const levels: readonly (readonly [symbol: string, operator: BinaryOperator][])[] = [
  [['??', '??']],
  [['|', '|']],
  [['^', '^']],
  [['&', '&']],
  [
    ['||', '||'],
    ['+', '+'],
    ['-', '-'],
  ],
  [
    ['*', '*'],
    ['/', '/'],
    ['%', '%'],
  ],
];

const comparisons: readonly (readonly [symbol: string, operator: BinaryOperator])[] = [
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['<', '<'],
  ['>', '>'],
];

/** Words that end an expression and so cannot start one. */
const reserved = new Set(['FROM', 'WHERE', 'GROUP', 'ORDER', 'OFFSET', 'LIMIT', 'JOIN', 'SELECT', 'AND', 'OR', 'BY']);

export const parseExpression = (tokens: TokenStream): Expression => tokens.nested(parseConditional);

const parseConditional = (tokens: TokenStream): Expression => {
  const test = parseOr(tokens);
  if (!tokens.acceptSymbol('?')) return test;
  const then = parseExpression(tokens);
  tokens.expectSymbol(':');
  return { type: 'conditional', test, then, otherwise: parseExpression(tokens) };
};

const parseOr = (tokens: TokenStream): Expression => {
  let left = parseAnd(tokens);
  while (tokens.acceptKeyword('OR')) {
    tokens.link();
    left = { type: 'binary', operator: 'OR', left, right: parseAnd(tokens) };
  }
  return left;
};

const parseAnd = (tokens: TokenStream): Expression => {
  let left = parseNot(tokens);
  while (tokens.acceptKeyword('AND')) {
    tokens.link();
    left = { type: 'binary', operator: 'AND', left, right: parseNot(tokens) };
  }
  return left;
};

const parseNot = (tokens: TokenStream): Expression => {
  if (tokens.acceptKeyword('NOT')) return { type: 'unary', operator: 'NOT', operand: tokens.nested(parseNot) };
  return parseComparison(tokens);
};

const parseComparison = (tokens: TokenStream): Expression => {
  let left = parseBinary(tokens, 0);
  for (;;) {
    const comparison = comparisons.find(([symbol]) => tokens.acceptSymbol(symbol));
    if (comparison !== undefined) {
      tokens.link();
      left = { type: 'binary', operator: comparison[1], left, right: parseBinary(tokens, 0) };
      continue;
    }
    const negated = tokens.isKeyword('NOT');
    const special = parseSpecial(tokens, left, negated ? 1 : 0);
    if (special === undefined) return left;
    tokens.link();
    left = negated ? { type: 'unary', operator: 'NOT', operand: special } : special;
  }
};

/** Parses IN, BETWEEN and LIKE, `skip` tokens from here. */
const parseSpecial = (tokens: TokenStream, operand: Expression, skip: number): Expression | undefined => {
  const keyword = ['IN', 'BETWEEN', 'LIKE'].find((word) => tokens.isKeyword(word, skip));
  if (keyword === undefined) return undefined;
  for (let i = 0; i <= skip; i++) tokens.take();
  if (keyword === 'IN') {
    tokens.expectSymbol('(');
    return { type: 'in', operand, list: parseList(tokens, ')') };
  }
  const first = parseBinary(tokens, 0);
  if (keyword === 'BETWEEN') {
    tokens.expectKeyword('AND');
    return { type: 'between', operand, low: first, high: parseBinary(tokens, 0) };
  }
  if (!tokens.acceptKeyword('ESCAPE')) return { type: 'like', operand, pattern: first };
  const escapeChar = tokens.take();
  if (escapeChar.type !== 'string' || escapeChar.value.length !== 1) throw tokens.error();
  return { type: 'like', operand, pattern: first, escape: escapeChar.value };
};

const parseBinary = (tokens: TokenStream, level: number): Expression => {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(tokens);
  let left = parseBinary(tokens, level + 1);
  for (;;) {
    const found = operators.find(([symbol]) => tokens.acceptSymbol(symbol));
    if (found === undefined) return left;
    tokens.link();
    left = { type: 'binary', operator: found[1], left, right: parseBinary(tokens, level + 1) };
  }
};

const parseUnary = (tokens: TokenStream): Expression => {
  if (tokens.acceptSymbol('-')) {
    const operand = tokens.nested(parseUnary);
    if (operand.type === 'constant' && typeof operand.value === 'number') return { ...operand, value: -operand.value };
    return { type: 'unary', operator: '-', operand };
  }
  if (tokens.acceptSymbol('+')) return { type: 'unary', operator: '+', operand: tokens.nested(parseUnary) };
  if (tokens.acceptSymbol('~')) return { type: 'unary', operator: '~', operand: tokens.nested(parseUnary) };
  return parseMembers(tokens, parsePrimary(tokens));
};

const parseMembers = (tokens: TokenStream, start: Expression): Expression => {
  let object = start;
  for (;;) {
    if (tokens.acceptSymbol('.')) {
      tokens.link();
      object = { type: 'member', object, key: tokens.expectName() };
    } else if (tokens.acceptSymbol('[')) {
      tokens.link();
      const index = parseExpression(tokens);
      tokens.expectSymbol(']');
      const key = index.type === 'constant' ? index.value : undefined;
      object =
        typeof key === 'string' || typeof key === 'number'
          ? { type: 'member', object, key }
          : { type: 'index', object, index };
    } else {
      return object;
    }
  }
};

const parsePrimary = (tokens: TokenStream): Expression => {
  const token = tokens.peek();
  switch (token.type) {
    case 'number':
    case 'string':
      tokens.take();
      return { type: 'constant', value: token.value };
    case 'parameter':
      tokens.take();
      return { type: 'parameter', name: token.text };
    case 'symbol':
      return parseBracketed(tokens);
    case 'name':
      return parseName(tokens);
    default:
      throw tokens.error();
  }
};

const parseBracketed = (tokens: TokenStream): Expression => {
  if (tokens.acceptSymbol('(')) {
    if (tokens.isKeyword('SELECT')) return { type: 'scalarQuery', query: parseSubquery(tokens) };
    const inner = parseExpression(tokens);
    tokens.expectSymbol(')');
    return inner;
  }
  if (tokens.acceptSymbol('[')) return { type: 'array', elements: parseList(tokens, ']') };
  if (tokens.acceptSymbol('{')) return { type: 'object', members: parseMembersOfObject(tokens) };
  throw tokens.error();
};

const parseSubquery = (tokens: TokenStream) => {
  const query = tokens.nested(parseQuery);
  tokens.expectSymbol(')');
  return query;
};

const parseList = (tokens: TokenStream, end: string): Expression[] => {
  const list: Expression[] = [];
  if (tokens.acceptSymbol(end)) return list;
  do list.push(parseExpression(tokens));
  while (tokens.acceptSymbol(','));
  tokens.expectSymbol(end);
  return list;
};

const parseMembersOfObject = (tokens: TokenStream): { key: string; value: Expression }[] => {
  const members: { key: string; value: Expression }[] = [];
  if (tokens.acceptSymbol('}')) return members;
  do {
    const token = tokens.take();
    if (token.type !== 'string' && token.type !== 'name') throw tokens.error();
    tokens.expectSymbol(':');
    members.push({ key: token.type === 'string' ? token.value : token.text, value: parseExpression(tokens) });
  } while (tokens.acceptSymbol(','));
  tokens.expectSymbol('}');
  return members;
};

const constants = new Map<string, Expression>([
  ['TRUE', { type: 'constant', value: true }],
  ['FALSE', { type: 'constant', value: false }],
  ['NULL', { type: 'constant', value: null }],
  ['UNDEFINED', { type: 'undefined' }],
]);

const parseName = (tokens: TokenStream): Expression => {
  const called = tokens.isSymbol('(', 1);
  const isQueryCall = called && tokens.isKeyword('SELECT', 2);
  if (isQueryCall && tokens.acceptKeyword('EXISTS')) {
    tokens.expectSymbol('(');
    return { type: 'exists', query: parseSubquery(tokens) };
  }
  if (isQueryCall && tokens.acceptKeyword('ARRAY')) {
    tokens.expectSymbol('(');
    return { type: 'arrayQuery', query: parseSubquery(tokens) };
  }
  const token = tokens.peek();
  const upper = token.type === 'name' ? token.text.toUpperCase() : '';
  if (reserved.has(upper)) throw tokens.error();
  const name = tokens.expectName();
  if (tokens.acceptSymbol('(')) return { type: 'call', name: upper, args: parseList(tokens, ')') };
  return constants.get(upper) ?? { type: 'identifier', name };
};
