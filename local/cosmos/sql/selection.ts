import { badRequest } from '../cosmos-error.ts';
import type { Expression, Query } from './ast.ts';

/** The names of a SELECT list: the alias, or the last name of the path, or $1, $2, ... */
export const selectedNames = (items: readonly { value: Expression; alias: string | undefined }[]): string[] => {
  let unnamed = 0;
  const names = items.map(({ value, alias }) => {
    if (alias !== undefined) return alias;
    if (value.type === 'member' && typeof value.key === 'string') return value.key;
    if (value.type === 'identifier') return value.name;
    unnamed += 1;
    return `$${unnamed}`;
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw badRequest(`The property name '${twice}' is specified more than once.`);
  return names;
};

/** The selection of a row as one expression. Throws 400. */
export const selectedValue = ({ select, sources }: Query): Expression => {
  switch (select.type) {
    case 'all': {
      const [source, ...others] = sources;
      if (source === undefined) throw badRequest("'SELECT *' is not valid if FROM clause is omitted.");
      if (others.length > 0) throw badRequest("'SELECT *' is only valid with a single input set.");
      return { type: 'identifier', name: source.alias };
    }
    case 'value':
      return select.value;
    case 'list': {
      const names = selectedNames(select.items);
      return { type: 'object', members: select.items.map(({ value }, i) => ({ key: names[i] ?? '', value })) };
    }
  }
};
