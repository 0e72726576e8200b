import { badRequest } from '../cosmos-error.ts';
import type { Expression, Query, Selection, SortKey, Source } from './ast.ts';
import { parseExpression, parseMembers } from './parse-query.ts';
import { TokenStream } from './token-stream.ts';

const remembered = new Map<string, Query>();
const mostRemembered = 1000;

/** Parses a whole query; the same text is parsed once. Throws the 400 of a syntax error. */
export function parse(text: string): Query {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const tokens = new TokenStream(text);
  const query = parseQuery(tokens);
  tokens.expectEnd();
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, query);
  return query;
}

/** Parses the condition of a patch, `FROM c WHERE ...` and no more. Throws the 400 of a syntax error. */
export function parseCondition(text: string): Pick<Query, 'sources' | 'where'> {
  const tokens = new TokenStream(text);
  tokens.expectKeyword('FROM');
  const sources = [parseSource(tokens)];
  const where = tokens.acceptKeyword('WHERE') ? parseExpression(tokens) : undefined;
  tokens.expectEnd();
  return { sources, ...(where === undefined ? {} : { where }) };
}

export function parseQuery(tokens: TokenStream): Query {
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
}

function parseCommaList<T>(tokens: TokenStream, parseOne: (tokens: TokenStream) => T): T[] {
  const list = [parseOne(tokens)];
  while (tokens.acceptSymbol(',')) list.push(parseOne(tokens));
  return list;
}

function parseCount(tokens: TokenStream): Expression {
  const token = tokens.peek();
  if (token.type === 'number') {
    tokens.take();
    return { type: 'constant', value: token.value };
  }
  if (token.type !== 'parameter') throw tokens.error();
  tokens.take();
  return { type: 'parameter', name: token.text };
}

function parseSelection(tokens: TokenStream): Selection {
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
}

const clauseWords = new Set(['FROM', 'WHERE', 'GROUP', 'ORDER', 'OFFSET', 'JOIN', 'HAVING', 'LIMIT']);

function parseSources(tokens: TokenStream): Source[] {
  const sources = [parseSource(tokens)];
  while (tokens.acceptKeyword('JOIN')) sources.push(parseSource(tokens));
  return sources;
}

function parseSource(tokens: TokenStream): Source {
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
}

function parseInput(tokens: TokenStream): Expression | Query {
  if (tokens.acceptSymbol('(')) {
    const query = tokens.nested(parseQuery);
    tokens.expectSymbol(')');
    return query;
  }
  return parseMembers(tokens, { type: 'identifier', name: tokens.expectName() });
}

function defaultAlias(from: Expression | Query): string {
  if ('sources' in from) return '';
  if (from.type === 'identifier') return from.name;
  return from.type === 'member' ? String(from.key) : '';
}

function parseSortKey(tokens: TokenStream): SortKey {
  const value = parseExpression(tokens);
  if (tokens.acceptKeyword('DESC')) return { value, descending: true };
  tokens.acceptKeyword('ASC');
  return { value, descending: false };
}
