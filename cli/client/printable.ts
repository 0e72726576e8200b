/** Characters that could drive a terminal or reorder text. Line breaks are kept. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escapeOne = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Makes untrusted text safe to show: answers, file names, messages that anybody may send. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeOne);

/** The document that `--json` prints. The values in it are unchanged. */
export const printableJson = (value: unknown): string => `${printable(JSON.stringify(value, null, 2))}\n`;
