/** How to reach the customer about an order. It has at least one of the two. */
export type Contact = { email?: string; phone?: string };

export const MAX_EMAIL = 254;

// Letters of any script, but nothing that has a meaning in a mail header: a space, a comma, a
// bracket or a line break could add a recipient.
const EMAIL = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]+$/u;

export const isEmail = (text: string): boolean => text.length <= MAX_EMAIL && EMAIL.test(text);

/** E.164: the country code, which never starts with 0, and the number. */
export const PHONE = /^\+[1-9]\d{6,14}$/;
