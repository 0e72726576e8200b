/** The attempts of a message are copies of it: its id with `#1`, `#2` and so on. */
export const rootOfMessage = (messageId: string): string => messageId.replace(/#\d+$/, '');
