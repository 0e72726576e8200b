import { type Expression, isQuery, type Query, type Selection, type Source } from './ast.ts';

const printJson = (value: unknown): string => JSON.stringify(value);
const printList = (nodes: readonly Expression[]): string => nodes.map(printExpression).join(', ');

/** SQL for an expression, with every operation in parentheses. */
export const printExpression = (node: Expression): string => {
  switch (node.type) {
    case 'constant':
      return printJson(node.value);
    case 'undefined':
      return 'undefined';
    case 'parameter':
    case 'identifier':
      return node.name;
    case 'member': {
      const object = printExpression(node.object);
      const isName = typeof node.key === 'string' && /^[A-Za-z_]\w*$/.test(node.key);
      return isName ? `${object}.${node.key}` : `${object}[${printJson(node.key)}]`;
    }
    case 'index':
      return `${printExpression(node.object)}[${printExpression(node.index)}]`;
    case 'unary':
      return `(${node.operator} ${printExpression(node.operand)})`;
    case 'binary':
      return `(${printExpression(node.left)} ${node.operator} ${printExpression(node.right)})`;
    case 'conditional':
      return `(${printExpression(node.test)} ? ${printExpression(node.then)} : ${printExpression(node.otherwise)})`;
    case 'in':
      return `(${printExpression(node.operand)} IN (${printList(node.list)}))`;
    case 'between':
      return `(${printExpression(node.operand)} BETWEEN ${printExpression(node.low)} AND ${printExpression(node.high)})`;
    case 'like': {
      const suffix = node.escape === undefined ? '' : ` ESCAPE ${printJson(node.escape)}`;
      return `(${printExpression(node.operand)} LIKE ${printExpression(node.pattern)}${suffix})`;
    }
    case 'call':
      return `${node.name}(${printList(node.args)})`;
    case 'object':
      return `{${node.members.map(({ key, value }) => `${printJson(key)}: ${printExpression(value)}`).join(', ')}}`;
    case 'array':
      return `[${printList(node.elements)}]`;
    case 'exists':
      return `EXISTS(${printQuery(node.query)})`;
    case 'arrayQuery':
      return `ARRAY(${printQuery(node.query)})`;
    case 'scalarQuery':
      return `(${printQuery(node.query)})`;
  }
};

const printSource = ({ from, alias, iterate }: Source): string => {
  const input = isQuery(from) ? `(${printQuery(from)})` : printExpression(from);
  if (iterate) return `${alias} IN ${input}`;
  return alias === '' || alias === input ? input : `${input} AS ${alias}`;
};

const printSelection = (select: Selection): string => {
  switch (select.type) {
    case 'all':
      return '*';
    case 'value':
      return `VALUE ${printExpression(select.value)}`;
    case 'list':
      return select.items
        .map(({ value, alias }) => printExpression(value) + (alias === undefined ? '' : ` AS ${alias}`))
        .join(', ');
  }
};

/** Replacements for parts of a query. */
export type Rewrite = {
  selection?: string;
  /** Added to WHERE with AND. */
  filter?: string;
  limit?: string;
};

export const printQuery = (query: Query, rewrite: Rewrite = {}): string => {
  const { top, sources, where, groupBy, orderBy, offset, limit } = query;
  const conditions = [
    ...(where === undefined ? [] : [printExpression(where)]),
    ...(rewrite.filter ? [rewrite.filter] : []),
  ];
  const cut = offset && limit ? `OFFSET ${printExpression(offset)} LIMIT ${printExpression(limit)}` : '';
  return [
    'SELECT',
    query.distinct ? 'DISTINCT' : '',
    top === undefined ? '' : `TOP ${printExpression(top)}`,
    rewrite.selection ?? printSelection(query.select),
    sources.length === 0 ? '' : `FROM ${sources.map(printSource).join(' JOIN ')}`,
    conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`,
    groupBy.length === 0 ? '' : `GROUP BY ${printList(groupBy)}`,
    orderBy.length === 0
      ? ''
      : `ORDER BY ${orderBy.map(({ value, descending }) => `${printExpression(value)} ${descending ? 'DESC' : 'ASC'}`).join(', ')}`,
    rewrite.limit ?? cut,
  ]
    .filter((part) => part !== '')
    .join(' ');
};
