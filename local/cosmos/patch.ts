import { badRequest } from './cosmos-error.ts';
import { isObject, type Json, type JsonObject, property } from './json.ts';
import { compilePredicate } from './sql/predicate.ts';

type PatchOperation =
  | { op: 'add' | 'set' | 'replace'; path: string[]; value: Json }
  | { op: 'incr'; path: string[]; value: number }
  | { op: 'remove'; path: string[] }
  | { op: 'move'; path: string[]; from: string[] };

export type Patch = {
  operations: PatchOperation[];
  condition?: (document: JsonObject) => boolean;
};

const systemProperties = new Set(['id', '_rid', '_self', '_etag', '_ts', '_attachments']);

/** Assigning to `__proto__` would change the parent's prototype. */
const checkSegment = (segment: string): string => {
  if (segment !== '__proto__') return segment;
  throw badRequest('The local Cosmos server does not implement patches of a property named __proto__.');
};

const parsePath = (value: Json | undefined): string[] => {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length < 2) {
    throw badRequest(
      `Message: {"Errors":["The patch path '${JSON.stringify(value)}' is invalid: it must start with '/' and name a property."]}`,
    );
  }
  return value
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(checkSegment);
};

const checkWritable = (path: string[], partitionKey: readonly string[]): string[] => {
  const [first] = path;
  if (first !== undefined && path.length === 1 && systemProperties.has(first)) {
    throw badRequest(`Message: {"Errors":["Unable to patch system property '${first}'."]}`);
  }
  if (path.every((segment, i) => segment === partitionKey[i])) {
    throw badRequest('Message: {"Errors":["Modification of partition key column by a patch is not allowed."]}');
  }
  return path;
};

const parseOperation = (entry: Json, partitionKey: readonly string[]): PatchOperation => {
  if (!isObject(entry)) throw badRequest('Every patch operation must be an object.');
  const path = checkWritable(parsePath(property(entry, 'path')), partitionKey);
  const value = property(entry, 'value');
  const op = property(entry, 'op');
  switch (op) {
    case 'add':
    case 'set':
    case 'replace':
      if (value === undefined) throw badRequest(`The patch operation "${op}" must have a value.`);
      return { op, path, value };
    case 'incr':
    case 'increment':
      if (typeof value !== 'number') throw badRequest('The patch operation "incr" must have a number as its value.');
      return { op: 'incr', path, value };
    case 'remove':
      return { op, path };
    case 'move':
      return { op, path, from: checkWritable(parsePath(property(entry, 'from')), partitionKey) };
    default:
      throw badRequest(
        `The patch operation "${JSON.stringify(op)}" is not one of add, set, replace, remove, incr, move.`,
      );
  }
};

/** Reads the body of a PATCH, an array of operations or `{ operations, condition }`. Throws 400. */
export const parsePatch = (body: Json | undefined, partitionKey: readonly string[]): Patch => {
  const list = isObject(body) ? property(body, 'operations') : body;
  if (!Array.isArray(list) || list.length === 0) throw badRequest('A patch must have at least one operation.');
  if (list.length > 10) throw badRequest('The number of patch operations cannot exceed 10.');
  const operations = list.map((entry) => parseOperation(entry, partitionKey));
  const condition = isObject(body) ? property(body, 'condition') : undefined;
  if (condition === undefined || condition === null) return { operations };
  if (typeof condition !== 'string') throw badRequest('The condition of a patch must be a string.');
  return { operations, condition: compilePredicate(condition) };
};

type Parent = { array: Json[]; index: number | '-' } | { object: JsonObject; key: string };

const patchError = (op: string, reason: string): Error =>
  badRequest(`Message: {"Errors":["For a patch operation "${op}": ${reason}"]}`);

/** Finds the parent of a path. Copies the objects on the way: the stored version is unchanged. */
const openParent = (root: JsonObject, path: readonly string[], op: string): Parent => {
  let current: Json = root;
  for (const [i, segment] of path.entries()) {
    const last = i === path.length - 1;
    if (Array.isArray(current)) {
      const array: Json[] = current;
      if (last && segment === '-') return { array, index: '-' };
      if (!/^(0|[1-9]\d*)$/.test(segment)) throw patchError(op, `'${segment}' is not an array index.`);
      const index = Number(segment);
      if (last) return { array, index };
      const child = array[index];
      if (typeof child !== 'object' || child === null) throw patchError(op, 'the path does not exist.');
      current = array[index] = Array.isArray(child) ? [...child] : { ...child };
      continue;
    }
    const object: JsonObject = current;
    if (last) return { object, key: segment };
    const child = property(object, segment);
    if (typeof child !== 'object' || child === null) {
      throw patchError(op, 'Add, set and replace need an existing parent: the path does not exist.');
    }
    current = object[segment] = Array.isArray(child) ? [...child] : { ...child };
  }
  throw patchError(op, 'the path is empty.');
};

const readMember = (parent: Parent): Json | undefined => {
  if ('object' in parent) return property(parent.object, parent.key);
  return parent.index === '-' ? undefined : parent.array[parent.index];
};

const writeMember = (parent: Parent, value: Json, insert: boolean, op: string): void => {
  if ('object' in parent) {
    parent.object[parent.key] = value;
    return;
  }
  const { array, index } = parent;
  const at = index === '-' ? array.length : index;
  if (at > array.length) throw patchError(op, `the index ${at} is beyond the end of the array.`);
  array.splice(at, insert ? 0 : 1, value);
};

const removeMember = (parent: Parent, op: string): Json => {
  const value = readMember(parent);
  if (value === undefined) throw patchError(op, 'the path to remove does not exist.');
  if ('object' in parent) delete parent.object[parent.key];
  else if (parent.index !== '-') parent.array.splice(parent.index, 1);
  return value;
};

const applyOperation = (root: JsonObject, operation: PatchOperation): void => {
  const { op, path } = operation;
  if (operation.op === 'move') {
    moveMember(root, operation.from, path);
    return;
  }
  const parent = openParent(root, path, op);
  if (operation.op === 'remove') {
    removeMember(parent, op);
  } else if (operation.op === 'incr') {
    const value = readMember(parent) ?? 0;
    if (typeof value !== 'number') throw patchError(op, 'the property to increment is not a number.');
    writeMember(parent, value + operation.value, false, op);
  } else {
    if (operation.op === 'replace' && readMember(parent) === undefined)
      throw patchError(op, 'the path does not exist.');
    writeMember(parent, operation.value, operation.op === 'add', op);
  }
};

const moveMember = (root: JsonObject, from: readonly string[], to: readonly string[]): void => {
  if (from.length < to.length && from.every((segment, i) => segment === to[i])) {
    throw patchError('move', 'an item cannot be moved into itself.');
  }
  const value = removeMember(openParent(root, from, 'move'), 'move');
  writeMember(openParent(root, to, 'move'), value, true, 'move');
};

/** The patched document. Leaves the given one unchanged. All operations or none: throws 400. */
export const applyPatch = (document: JsonObject, operations: readonly PatchOperation[]): JsonObject => {
  const root = { ...document };
  for (const operation of operations) applyOperation(root, operation);
  return root;
};
