import { userError } from '../../user-error.ts';

export type RouteParams = Record<string, string>;
/** The parameters of a decoded path, split at slashes; undefined if it does not match. */
export type RouteMatcher = (path: string) => RouteParams | undefined;

type Constraint = (value: string) => boolean;

const isNumberBetween = (value: string, min: number, max: number): boolean =>
  /^-?\d+$/.test(value) && Number(value) >= min && Number(value) <= max;

const constraints: Record<string, (...args: number[]) => Constraint> = {
  int: () => (value) => isNumberBetween(value, -2_147_483_648, 2_147_483_647),
  long: () => (value) => /^-?\d{1,19}$/.test(value),
  bool: () => (value) => /^(true|false)$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  guid: () => (value) => /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  length:
    (min = 0, max = min) =>
    (value) =>
      value.length >= min && value.length <= max,
  minlength:
    (min = 0) =>
    (value) =>
      value.length >= min,
  maxlength:
    (max = 0) =>
    (value) =>
      value.length <= max,
  min:
    (min = 0) =>
    (value) =>
      isNumberBetween(value, min, Number.MAX_SAFE_INTEGER),
  max:
    (max = 0) =>
    (value) =>
      isNumberBetween(value, Number.MIN_SAFE_INTEGER, max),
  range:
    (min = 0, max = 0) =>
    (value) =>
      isNumberBetween(value, min, max),
};

const parseConstraint = (text: string, template: string): Constraint => {
  const [, name = '', args = ''] = /^(\w+)(?:\(([\d,\s-]*)\))?$/.exec(text) ?? [];
  const create = constraints[name.toLowerCase()];
  if (create === undefined)
    throw userError(`route "${template}": the constraint ":${text}" is not supported by this host`);
  return create(...args.split(',').filter(Boolean).map(Number));
};

type Segment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string; optional: boolean; fallback: string | undefined; checks: Constraint[] }
  | { kind: 'catchAll'; name: string };

const parseSegment = (text: string, template: string): Segment => {
  if (!/[{}]/.test(text)) return { kind: 'literal', text: text.toLowerCase() };
  const catchAll = /^\{\*{1,2}(\w+)\}$/.exec(text)?.[1];
  if (catchAll !== undefined) return { kind: 'catchAll', name: catchAll };
  const [whole, name, rules = '', fallback, optional] =
    /^\{(\w+)((?::\w+(?:\([^)]*\))?)*)(?:=([^}?]*))?(\?)?\}$/.exec(text) ?? [];
  if (whole === undefined || name === undefined) {
    throw userError(`route "${template}": the segment "${text}" is not supported by this host`);
  }
  const checks = rules
    .split(':')
    .slice(1)
    .map((rule) => parseConstraint(rule, template));
  return { kind: 'parameter', name, optional: optional !== undefined || fallback !== undefined, fallback, checks };
};

/**
 * Matches a route template in ASP.NET's syntax, ignoring case in literals: `{id}`, `{id?}`,
 * `{id=default}`, `{id:int}`, `{*rest}`. Throws a user error for any other syntax.
 */
export const routeMatcher = (template: string): RouteMatcher => {
  const segments = template
    .split('/')
    .filter((text) => text !== '')
    .map((text) => parseSegment(text, template));

  return (path) => {
    const parts = path.replace(/^\//, '').split('/');
    if (parts.at(-1) === '') parts.pop();
    const params: RouteParams = {};
    for (const [index, segment] of segments.entries()) {
      const part = parts[index];
      if (segment.kind === 'catchAll') {
        if (part === '') return undefined;
        if (part === undefined) return params;
        params[segment.name] = `${parts.slice(index).join('/')}${path.endsWith('/') ? '/' : ''}`;
        return params;
      }
      if (part === undefined) {
        if (segment.kind !== 'parameter' || !segment.optional) return undefined;
        if (segment.fallback !== undefined) params[segment.name] = segment.fallback;
      } else if (segment.kind === 'literal') {
        if (part.toLowerCase() !== segment.text) return undefined;
      } else {
        if (part === '' || !segment.checks.every((check) => check(part))) return undefined;
        params[segment.name] = part;
      }
    }
    return parts.length > segments.length ? undefined : params;
  };
};
