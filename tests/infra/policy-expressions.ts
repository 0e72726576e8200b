import type { Result } from '../../tools/infra/expression-checker.ts';
import type { Element } from './policy.ts';

export type Expression = { source: string; returns: Result };

const byAttribute: Readonly<Record<string, Result>> = { condition: 'bool', code: 'int', calls: 'int' };

export const isExpression = (text: string): boolean => /^@[({]/.test(text.trim());

/** An XML parser turns a line break in an attribute into a space. */
const inAttribute = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

export const attributeExpression = ({ name }: Element, attribute: string, text: string): Expression => ({
  source: inAttribute(text),
  returns: name === 'set-variable' ? 'object' : (byAttribute[attribute] ?? 'string'),
});

export const textExpression = (text: string): Expression => ({ source: text.trim(), returns: 'string' });

/** All C# expressions in an element and its descendants. */
export const expressionsIn = (element: Element): Expression[] => [
  ...Object.entries(element.attributes)
    .filter(([, text]) => isExpression(text))
    .map(([attribute, text]) => attributeExpression(element, attribute, text)),
  ...(isExpression(element.text) ? [textExpression(element.text)] : []),
  ...element.children.flatMap(expressionsIn),
];
