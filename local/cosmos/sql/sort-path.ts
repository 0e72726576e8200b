import { badRequest } from '../cosmos-error.ts';
import { hasComposite, type IndexingPolicy, isIndexed } from '../indexing-policy.ts';
import { type Expression, isQuery, type Query } from './ast.ts';

/** A key of ORDER BY: the names from the document down. */
export type SortPath = {
  segments: string[];
  descending: boolean;
};

/** The names along a path and the identifier it starts from. Undefined for any other expression. */
const propertyPath = (node: Expression): { root: string; segments: string[] } | undefined => {
  if (node.type === 'identifier') return { root: node.name, segments: [] };
  if (node.type !== 'member' || typeof node.key !== 'string') return undefined;
  const object = propertyPath(node.object);
  return object && { root: object.root, segments: [...object.segments, node.key] };
};

/** A path from the document down, if it starts at the first source and that does not iterate. */
export const documentPath = (query: Query, node: Expression): string[] | undefined => {
  const path = propertyPath(node);
  const [source] = query.sources;
  if (path === undefined || source === undefined || source.iterate || isQuery(source.from)) return undefined;
  if (path.root !== source.alias) return undefined;
  const from = propertyPath(source.from);
  return from && [...from.segments, ...path.segments];
};

/** Throws 400 for keys that are not paths into the document. */
export const sortPaths = (query: Query): SortPath[] =>
  query.orderBy.map(({ value, descending }) => {
    const segments = documentPath(query, value);
    if (segments === undefined || segments.length === 0) {
      throw badRequest('Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.');
    }
    return { segments, descending };
  });

/** Throws the service's 400 if the policy lacks an index for this order. */
export const checkSortIndexed = (policy: IndexingPolicy, order: readonly SortPath[]): void => {
  const [only, second] = order;
  if (only === undefined) return;
  if (second === undefined) {
    if (isIndexed(policy, only.segments)) return;
    throw badRequest(
      'Message: {"Errors":["The index path corresponding to the specified order-by item is excluded."]}',
    );
  }
  if (hasComposite(policy, order)) return;
  throw badRequest(
    'Message: {"Errors":["The order by query does not have a corresponding composite index that it can be served from."]}',
  );
};
