import type { LogLine } from '../shapes.ts';
import { readText } from './read-field.ts';

/** Why something failed, without the name of the error, and which call of which service it was. */
export const failureReason = (line: LogLine): string | undefined => {
  const reason = readText(line, 'reason')
    ?.replace(/^\w+: /, '')
    .replace(/\.$/, '');
  const call = [readText(line, 'operation'), readText(line, 'container')].filter(Boolean).join(' ');
  const status = readText(line, 'status');
  if (reason === undefined || call === '') return reason;
  return `${reason} (${status === undefined ? call : `${call}: ${status}`})`;
};
