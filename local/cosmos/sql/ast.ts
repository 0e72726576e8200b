import type { Json } from '../json.ts';

export type BinaryOperator =
  | 'OR'
  | 'AND'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '|'
  | '&'
  | '^'
  | '||'
  | '??';

export type Expression =
  | { type: 'constant'; value: Json }
  | { type: 'undefined' }
  | { type: 'parameter'; name: string }
  | { type: 'identifier'; name: string }
  | { type: 'member'; object: Expression; key: string | number }
  | { type: 'index'; object: Expression; index: Expression }
  | { type: 'unary'; operator: 'NOT' | '-' | '+' | '~'; operand: Expression }
  | { type: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { type: 'conditional'; test: Expression; then: Expression; otherwise: Expression }
  | { type: 'in'; operand: Expression; list: Expression[] }
  | { type: 'between'; operand: Expression; low: Expression; high: Expression }
  | { type: 'like'; operand: Expression; pattern: Expression; escape?: string }
  | { type: 'call'; name: string; args: Expression[] }
  | { type: 'object'; members: { key: string; value: Expression }[] }
  | { type: 'array'; elements: Expression[] }
  | { type: 'exists'; query: Query }
  | { type: 'arrayQuery'; query: Query }
  | { type: 'scalarQuery'; query: Query };

export type Selection =
  | { type: 'all' }
  | { type: 'value'; value: Expression }
  | { type: 'list'; items: { value: Expression; alias: string | undefined }[] };

export type Source = {
  /** A path from the collection or from an earlier alias, or a subquery. */
  from: Expression | Query;
  alias: string;
  /** `x IN path`: one row per element. */
  iterate: boolean;
};

export type SortKey = {
  value: Expression;
  descending: boolean;
};

export type Query = {
  distinct: boolean;
  top?: Expression;
  select: Selection;
  sources: Source[];
  where?: Expression;
  groupBy: Expression[];
  orderBy: SortKey[];
  offset?: Expression;
  limit?: Expression;
};

export const isQuery = (node: Expression | Query): node is Query => 'sources' in node;
