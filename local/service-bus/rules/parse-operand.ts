import type { AmqpValue } from '../amqp-values.ts';
import type { FilterReader } from './filter-reader.ts';
import { InvalidFilter } from './filter-tokens.ts';
import { isSystemProperty, type MessageProperties } from './message-properties.ts';

/** A property or a constant. Undefined: absent. */
export type Operand = (properties: MessageProperties) => AmqpValue | undefined;

const keywords: ReadonlySet<string> = new Set('AND OR NOT IN LIKE ESCAPE IS NULL EXISTS TRUE FALSE'.split(' '));

/** Throws `InvalidFilter`. */
export const parseOperand = (reader: FilterReader): Operand => {
  const constant = takeConstant(reader);
  const operand = constant === undefined ? parseProperty(reader) : () => constant;
  const next = reader.peek();
  if (next.type === 'symbol' && '+-*/%'.includes(next.text)) throw new InvalidFilter('arithmetic is not implemented');
  return operand;
};

/** Takes a constant; undefined if none comes next. Throws `InvalidFilter`. */
export const takeConstant = (reader: FilterReader): AmqpValue | undefined => {
  const isNegative = reader.acceptSymbol('-');
  const token = reader.peek();
  if (token.type === 'number') {
    reader.take();
    return isNegative ? -token.value : token.value;
  }
  if (isNegative) throw reader.unexpected('a number');
  if (token.type === 'string') {
    reader.take();
    return token.value;
  }
  if (reader.acceptWord('TRUE')) return true;
  return reader.acceptWord('FALSE') ? false : undefined;
};

const takeName = (reader: FilterReader): string => {
  const token = reader.peek();
  if (token.type === 'symbol' && token.text === '@') throw new InvalidFilter('parameters are not implemented');
  const isName = token.type === 'quoted' || (token.type === 'word' && !keywords.has(token.text.toUpperCase()));
  if (!isName) throw reader.unexpected('a property or a constant');
  reader.take();
  return token.text;
};

/** Throws `InvalidFilter`. */
export const parseProperty = (reader: FilterReader): Operand => {
  const name = takeName(reader);
  if (reader.acceptSymbol('(')) throw new InvalidFilter(`the function ${name} is not implemented`);
  if (!reader.acceptSymbol('.')) return readApplication(name);
  const scope = name.toLowerCase();
  const inner = takeName(reader);
  if (scope === 'user') return readApplication(inner);
  if (scope !== 'sys') throw new InvalidFilter(`the scope ${name} is unknown; user and sys are known`);
  const property = inner.toLowerCase();
  if (!isSystemProperty(property)) throw new InvalidFilter(`the property sys.${inner} is unknown or not implemented`);
  return (properties) => properties.system(property);
};

const readApplication = (name: string): Operand => {
  const property = name.toLowerCase();
  return (properties) => properties.application(property);
};
