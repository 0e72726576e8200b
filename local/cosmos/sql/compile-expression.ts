import { badRequest } from '../cosmos-error.ts';
import { isObject, type JsonObject, type Value } from '../json.ts';
import { type AggregateKind, isAggregate } from './aggregates.ts';
import type { Expression } from './ast.ts';
import { builtIns } from './functions.ts';
import { likePattern } from './like.ts';
import { binaryOperators, unaryOperators } from './operators.ts';
import type { Evaluate, Scope } from './scope.ts';

/** Compiles an expression to a closure over the row. Throws 400 for unknown names and functions. */
export const compileExpression = (node: Expression, scope: Scope): Evaluate => {
  switch (node.type) {
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'undefined':
      return () => undefined;
    case 'parameter': {
      const value = scope.parameter(node.name);
      return () => value;
    }
    case 'identifier':
      return compileIdentifier(node.name, scope);
    case 'member':
      return compileMember(compileExpression(node.object, scope), node.key);
    case 'index': {
      const object = compileExpression(node.object, scope);
      const index = compileExpression(node.index, scope);
      return (row) => memberOf(object(row), index(row));
    }
    case 'unary': {
      const operand = compileExpression(node.operand, scope);
      const apply = unaryOperators[node.operator];
      return (row) => apply(operand(row));
    }
    case 'binary':
      return binaryOperators[node.operator](compileExpression(node.left, scope), compileExpression(node.right, scope));
    case 'conditional': {
      const test = compileExpression(node.test, scope);
      const then = compileExpression(node.then, scope);
      const otherwise = compileExpression(node.otherwise, scope);
      return (row) => (test(row) === true ? then(row) : otherwise(row));
    }
    case 'in':
      return compileIn(node.operand, node.list, scope);
    case 'between':
      return binaryOperators.AND(
        compileExpression({ type: 'binary', operator: '>=', left: node.operand, right: node.low }, scope),
        compileExpression({ type: 'binary', operator: '<=', left: node.operand, right: node.high }, scope),
      );
    case 'like':
      return compileLike(node, scope);
    case 'call':
      return compileCall(node.name, node.args, scope);
    case 'object':
      return compileObject(node.members, scope);
    case 'array': {
      const elements = node.elements.map((element) => compileExpression(element, scope));
      return (row) => elements.map((element) => element(row)).filter((value) => value !== undefined);
    }
    case 'exists': {
      const run = scope.compileSubquery(node.query);
      return (row) => run(row, 1).length > 0;
    }
    case 'arrayQuery': {
      const run = scope.compileSubquery(node.query);
      return (row) => run(row, Number.POSITIVE_INFINITY);
    }
    case 'scalarQuery': {
      const run = scope.compileSubquery(node.query);
      return (row) => run(row, 1)[0];
    }
  }
};

const compileIdentifier = (name: string, scope: Scope): Evaluate => {
  const slot = scope.slotOf(name);
  if (slot === undefined) {
    throw badRequest(
      `Message: {"errors":[{"severity":"Error","code":"SC2001","message":"Identifier '${name}' could not be resolved."}]}`,
    );
  }
  return (row) => row.slots[slot];
};

const memberOf = (object: Value, key: Value): Value => {
  if (typeof key === 'string') return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof key === 'number' && Array.isArray(object) ? object[key] : undefined;
};

const compileMember = (object: Evaluate, key: string | number): Evaluate => {
  // Only keys of Object.prototype need the check for own properties. Direct reads make scans fast.
  if (typeof key === 'number' || key in Object.prototype) return (row) => memberOf(object(row), key);
  return (row) => {
    const value = object(row);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
  };
};

const compileIn = (operand: Expression, list: readonly Expression[], scope: Scope): Evaluate => {
  const equalities = list.map((element) =>
    compileExpression({ type: 'binary', operator: '=', left: operand, right: element }, scope),
  );
  // The same result as a chain of ORs, without a stack that is as deep as the list is long.
  return (row) => {
    let result: boolean | undefined = false;
    for (const equality of equalities) {
      const equal = equality(row);
      if (equal === true) return true;
      if (equal === undefined) result = undefined;
    }
    return result;
  };
};

const compileLike = (node: Extract<Expression, { type: 'like' }>, scope: Scope): Evaluate => {
  const operand = compileExpression(node.operand, scope);
  const pattern = compileExpression(node.pattern, scope);
  let known: { text: string; matches: (text: string) => boolean } | undefined;
  if (node.pattern.type === 'constant' || node.pattern.type === 'parameter') {
    // Throws for an invalid pattern even if there is no document to compare.
    const constant = pattern({ slots: [], totals: [] });
    if (typeof constant === 'string') known = { text: constant, matches: likePattern(constant, node.escape) };
  }
  return (row) => {
    const text = operand(row);
    const like = pattern(row);
    if (typeof text !== 'string' || typeof like !== 'string') return undefined;
    if (known?.text !== like) known = { text: like, matches: likePattern(like, node.escape) };
    return known.matches(text);
  };
};

const compileObject = (members: readonly { key: string; value: Expression }[], scope: Scope): Evaluate => {
  // Assigning to `__proto__` would set the object's prototype.
  if (members.some(({ key }) => key === '__proto__')) {
    throw badRequest('The local Cosmos server does not implement a property named __proto__.');
  }
  const compiled = members.map(({ key, value }) => ({ key, value: compileExpression(value, scope) }));
  return (row) => {
    const object: JsonObject = {};
    for (const { key, value } of compiled) {
      const member = value(row);
      if (member !== undefined) object[key] = member;
    }
    return object;
  };
};

const compileCall = (name: string, args: readonly Expression[], scope: Scope): Evaluate => {
  if (isAggregate(name)) return compileAggregate(name, args, scope);
  const builtIn = builtIns.get(name);
  if (builtIn === undefined) {
    throw badRequest(
      `Message: {"errors":[{"severity":"Error","code":"SC2005","message":"'${name}' is not a recognized built-in function name, or one that the local Cosmos server does not implement."}]}`,
    );
  }
  if (args.length < builtIn.least || args.length > builtIn.most) {
    throw badRequest(
      `Message: {"errors":[{"severity":"Error","code":"SC2050","message":"The ${name} function requires ${builtIn.least} to ${builtIn.most} arguments."}]}`,
    );
  }
  const [first, second, ...others] = args.map((argument) => compileExpression(argument, scope));
  const { call } = builtIn;
  if (first === undefined) return () => call();
  if (second === undefined) return (row) => call(first(row));
  if (others.length === 0) return (row) => call(first(row), second(row));
  return (row) => call(first(row), second(row), ...others.map((argument) => argument(row)));
};

const compileAggregate = (kind: AggregateKind, args: readonly Expression[], scope: Scope): Evaluate => {
  const { aggregates } = scope;
  const [argument] = args;
  if (aggregates === undefined) throw badRequest(`The aggregate ${kind} is not allowed here.`);
  if (argument === undefined || args.length > 1) throw badRequest(`The aggregate ${kind} takes one argument.`);
  const position = aggregates.length;
  aggregates.push({ kind, argument: compileExpression(argument, scope.withAggregates(undefined)) });
  return (row) => row.totals[position]?.result();
};
