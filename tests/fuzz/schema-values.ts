import fc from 'fast-check';
import { resolveReference, type Schema } from './openapi-document.ts';

type Values = fc.Arbitrary<unknown>;

const integers = ({ minimum = -(2 ** 31), maximum = 2 ** 31 }: Schema): Values =>
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: Math.max(minimum, -20), max: Math.min(maximum, 20) }) },
    { weight: 1, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) }) },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
  );

const strings = ({ pattern, format, minLength = 0, maxLength = 40 }: Schema): Values => {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'date') {
    const days = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    return days.map((day) => day.toISOString().slice(0, 10));
  }
  const length = { minLength, maxLength: Math.min(maxLength, 40) };
  return fc.oneof(fc.string(length), fc.string({ ...length, unit: 'grapheme' }), fc.constant('a'.repeat(maxLength)));
};

/** Mostly things that exist, so that valid requests have an effect. */
const telling: Readonly<Record<string, Values>> = {
  url: fc.constantFrom('https://hooks.example.com/a', 'https://a.example:8443/?b=c', 'http://127.0.0.1/', 'https://x'),
  productId: fc.constantFrom('mug', 'oak-table', 'mug', 'oak-table', 'tea', 'cup', 'gone'),
  country: fc.constantFrom('MX', 'DE', 'US', 'GB', 'ZZ'),
  // The document does not say what an email address is.
  email: fc.constantFrom('alice@example.com', 'bob+hearth@mail.example.org', 'alice@localhost'),
  currency: fc.constantFrom('EUR', 'EUR', 'USD', 'JPY', 'ZZZ'),
};

const objects = ({ properties = {}, required = [], oneOf = [{}] }: Schema): Values =>
  fc.oneof(
    ...oneOf.map((branch) => {
      const others = oneOf.filter((other) => other !== branch).flatMap((other) => other.required ?? []);
      const fields = Object.entries(properties).filter(([name]) => !others.includes(name));
      const needed = [...required, ...(branch.required ?? [])];
      return fc.record(Object.fromEntries(fields.map(([name, schema]) => [name, telling[name] ?? valuesOf(schema)])), {
        requiredKeys: needed,
      });
    }),
  );

const byType = (schema: Schema): Values => {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objects(schema);
    case 'array': {
      const length = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) };
      return fc.array(valuesOf(schema.items ?? {}), length);
    }
    case 'integer':
    case 'number':
      return integers(schema);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return strings(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

const made = new Map<string, Values>();

/** Values that are valid by the schema. */
export const valuesOf = (schema: Schema): Values => {
  const key = JSON.stringify(schema);
  const known = made.get(key) ?? byType(resolveReference(schema));
  made.set(key, known);
  return known;
};
