import { matchWildcards, type WildcardStep } from '../../match-wildcards.ts';
import { badRequest } from '../cosmos-error.ts';

const charSet = (source: string): WildcardStep => {
  const negated = source.startsWith('^');
  const chars = [...source.slice(negated ? 1 : 0)];
  const ranges: [low: string, high: string][] = [];
  for (let i = 0; i < chars.length; i++) {
    const low = chars[i] ?? '';
    const high = chars[i + 1] === '-' ? chars[i + 2] : undefined;
    if (high !== undefined) i += 2;
    if (high !== undefined && high < low) throw badRequest(`The range '${low}-${high}' of a LIKE pattern is reversed.`);
    ranges.push([low, high ?? low]);
  }
  return (char) => ranges.some(([low, high]) => char >= low && char <= high) !== negated;
};

const parsePattern = (pattern: string, escapeChar: string | undefined): WildcardStep[] => {
  const steps: WildcardStep[] = [];
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i];
    const close = char === '[' ? chars.indexOf(']', i + 1) : -1;
    if (char === escapeChar && i + 1 < chars.length) {
      i += 1;
      const literal = chars[i];
      steps.push((given) => given === literal);
    } else if (char === '%') {
      if (steps.at(-1) !== 'run') steps.push('run');
    } else if (char === '_') {
      steps.push(() => true);
    } else if (close > i) {
      steps.push(charSet(chars.slice(i + 1, close).join('')));
      i = close;
    } else {
      steps.push((given) => given === char);
    }
  }
  return steps;
};

/** Compiles a LIKE pattern: `%`, `_`, `[a-f]`, `[^a-f]`. Throws 400. */
export const likePattern = (pattern: string, escapeChar: string | undefined): ((text: string) => boolean) => {
  const steps = parsePattern(pattern, escapeChar);
  return (text) => matchWildcards(steps, text);
};
