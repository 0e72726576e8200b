import type { JsonObject } from '../json.ts';
import { compileExpression } from './compile-expression.ts';
import { compileSources, declareDocument } from './compile-sources.ts';
import { compileSubquery } from './compile-subquery.ts';
import { parseCondition } from './parse.ts';
import { type Row, rootScope } from './scope.ts';

/** Compiles the condition of a patch, such as `FROM c WHERE c.available >= 5`. Throws 400. */
export const compilePredicate = (text: string): ((document: JsonObject) => boolean) => {
  const query = parseCondition(text);
  const scope = rootScope([], compileSubquery);
  declareDocument(scope);
  const expand = compileSources(query, scope, false);
  const where = query.where === undefined ? () => true : compileExpression(query.where, scope);
  return (document) => {
    const row: Row = { slots: [document], totals: [] };
    let holds = false;
    expand(row, () => {
      holds = where(row) === true;
      return !holds;
    });
    return holds;
  };
};
