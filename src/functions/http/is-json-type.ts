import { repeatedHeader } from './repeated-header.ts';

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const PARAMETER = `(${TOKEN})=(${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`;

/** RFC 9110, 8.3.1. A parameter may be empty, as in `application/json;`. */
const MEDIA_TYPE = new RegExp(`^(${TOKEN}/${TOKEN})[\\t ]*(?:;[\\t ]*(?:${PARAMETER}[\\t ]*)?)*$`);
const PARAMETERS = new RegExp(`;[\\t ]*${PARAMETER}`, 'g');

/** Whether a Content-Type is JSON in UTF-8. Parameters other than `charset` change nothing. */
export const isJsonType = (contentType: string): boolean => {
  const [, type] = MEDIA_TYPE.exec(contentType) ?? [];
  if (type === undefined && contentType.includes(',')) throw repeatedHeader('Content-Type');
  return (
    type?.toLowerCase() === 'application/json' &&
    Array.from(contentType.matchAll(PARAMETERS)).every(
      ([, name, value]) => name?.toLowerCase() !== 'charset' || /^"?utf-8"?$/i.test(value ?? ''),
    )
  );
};
