/** What could drive a terminal or reorder text, but for the breaks between lines. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escapeOne = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Foreign text for people: answers, names of files, messages that anybody may have sent. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeOne);

/** The document that `--json` prints. Its values are as they came. */
export const printableJson = (value: unknown): string => `${printable(JSON.stringify(value, null, 2))}\n`;
