type ScalarFunction = (args: readonly unknown[], now: number) => unknown;

const parseJson = (text: unknown): unknown => {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const toText = (value: unknown): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const toInteger = (value: unknown): number | null => {
  if (typeof value === 'boolean') return Number(value);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : null;
};

export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['ago', ([span], now) => now - Number(span)],
  ['dynamic', ([literal]) => literal],
  ['isnull', ([value]) => value === null],
  ['parse_json', ([text]) => parseJson(text)],
  ['strcat', (parts) => parts.map(toText).join('')],
  ['toint', ([value]) => toInteger(value)],
  ['tostring', ([value]) => toText(value)],
]);
