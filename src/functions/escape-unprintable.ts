/** Whatever could drive a terminal, start a new line or reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escapeOne = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Escapes untrusted text for a log. A JSON text still has the same values. */
export const escapeUnprintable = (text: string): string => text.replace(UNPRINTABLE, escapeOne);
