import fc from 'fast-check';

/** Texts that have broken parsers, stores, logs and terminals. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Injected: 1',
  '\u2028\u2029',
  '\ufeff',
  '\u202eevil',
  '\ud800',
  '\udfff\ud800',
  'e\u0301'.repeat(200),
  'Z͑ͫ̓'.repeat(99),
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  'ı',
  'K',
  'ſ',
  'ﬀ',
  'ＭＸ',
  '１２',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '..\\..\\boot.ini',
  '/',
  '\\',
  '?',
  '#',
  '%00',
  '%2e%2e',
  "' OR 1=1 --",
  '"; DROP TABLE c',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that old loggers resolve
  '${jndi:ldap://x/a}',
  '{{7*7}}',
  '=cmd()',
  '<script>alert(1)</script>',
  '&lt;!ENTITY x SYSTEM "a"&gt;',
  '1e999',
  '-0',
  '0x10',
  'NaN',
  'Infinity',
  '9007199254740993',
  '1'.repeat(400),
  'a'.repeat(5000),
  '"'.repeat(300),
  '\\'.repeat(301),
  `${'a'.repeat(60)}!`,
  '2026-02-30',
  '0000-00-00',
  '+002026-01-01',
  'true',
  'null',
];

const nest = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** JSON values of the wrong kind, too large, too deep, or near the limits of numbers. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], 0, -0, -1, 0.1, 1.5, 1e21, -1e21, 5e-324),
  fc.constantFrom(2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), Number.MAX_VALUE),
  fc.constantFrom(10, 100, 1000).map(nest),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Op =
  | { op: 'replace'; value: unknown }
  | { op: 'remove' | 'wrap' | 'to text' | 'plus one' | 'double' }
  | { op: 'add'; key: string; value: unknown };

export type Mutation = Op & { at: number };

const keys = [
  'extra',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'customerId',
  '',
  'a/b~c',
  '\0',
  '$where',
];

export const mutations: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(30),
    fc.oneof(
      hostileValues.map((value): Op => ({ op: 'replace', value })),
      fc.constantFrom<Op>({ op: 'remove' }, { op: 'wrap' }, { op: 'to text' }, { op: 'plus one' }, { op: 'double' }),
      fc.tuple(fc.constantFrom(...keys), hostileValues).map(([key, value]): Op => ({ op: 'add', key, value })),
    ),
  )
  .map(([at, op]) => ({ ...op, at }));

const REMOVED = Symbol('removed');

const changeValue = (value: unknown, mutation: Mutation): unknown => {
  switch (mutation.op) {
    case 'replace':
      return mutation.value;
    case 'remove':
      return REMOVED;
    case 'wrap':
      return [value];
    case 'to text':
      return JSON.stringify(value);
    case 'plus one':
      return typeof value === 'number' ? value + 1 : `${JSON.stringify(value)}+`;
    case 'double':
      return Array.isArray(value) ? [...value, ...value] : [value, value];
    case 'add': {
      const object = typeof value === 'object' && value !== null ? { ...value } : { value };
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(object, mutation.key, { value: mutation.value, enumerable: true, configurable: true });
      return object;
    }
  }
};

/** The value with one part changed: the `at`th part in a walk through it. */
export const mutate = (whole: unknown, mutation: Mutation): unknown => {
  const parts = (value: unknown): number =>
    typeof value === 'object' && value !== null ? Object.values(value).reduce((sum, v) => sum + parts(v), 1) : 1;
  let left = mutation.at % parts(whole);
  const walk = (value: unknown): unknown => {
    if (left-- === 0) return changeValue(value, mutation);
    if (Array.isArray(value)) return value.map(walk).filter((item) => item !== REMOVED);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, walk(item)] as const)
        .filter(([, item]) => item !== REMOVED),
    );
  };
  const outcome = walk(whole);
  return outcome === REMOVED ? undefined : outcome;
};

const depth = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;

/** Bodies that are not text, not JSON, or JSON that no serializer writes. */
export const hostileBodies: readonly (string | Uint8Array)[] = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '""',
  '0',
  '{}',
  '{"__proto__":{"roles":["admin"]}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"set":1,"set":2}',
  '{"set":1e999}',
  '{"set":-0}',
  '{"set":1.0}',
  `{"set":${'9'.repeat(400)}}`,
  '{"reason":"\\ud800"}',
  '{"reason":"\\u0000"}',
  '{"reason":"\u0000"}',
  `{"reason":"${'a'.repeat(70_000)}"}`,
  `{"reason":"x"}${' '.repeat(65_000)}`,
  '['.repeat(30_000),
  `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  depth(9_000),
  `{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
  `{"items":[${'{},'.repeat(5_000)}{}]}`,
  '<?xml version="1.0"?><a/>',
  'reason=x&reason=y',
  Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
  Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d),
  Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d),
  Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
  new Uint8Array(66_000),
];
