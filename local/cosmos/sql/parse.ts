import type { Query } from './ast.ts';
import { parseExpression, parseQuery, parseSource } from './parse-query.ts';
import { TokenStream } from './token-stream.ts';

const parsedQueries = new Map<string, Query>();
const MAX_PARSED_QUERIES = 1000;

/** Parses a whole query and caches it by its text. Throws the 400 of a syntax error. */
export const parse = (text: string): Query => {
  const known = parsedQueries.get(text);
  if (known !== undefined) return known;
  const tokens = new TokenStream(text);
  const query = parseQuery(tokens);
  tokens.expectEnd();
  if (parsedQueries.size >= MAX_PARSED_QUERIES) parsedQueries.clear();
  parsedQueries.set(text, query);
  return query;
};

/** Parses the condition of a patch: only `FROM c WHERE ...`. Throws the 400 of a syntax error. */
export const parseCondition = (text: string): Pick<Query, 'sources' | 'where'> => {
  const tokens = new TokenStream(text);
  tokens.expectKeyword('FROM');
  const sources = [parseSource(tokens)];
  const where = tokens.acceptKeyword('WHERE') ? parseExpression(tokens) : undefined;
  tokens.expectEnd();
  return { sources, ...(where === undefined ? {} : { where }) };
};
