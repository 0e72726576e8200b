/** `1 order`, `2 orders`: for words whose plural takes an s. */
export const formatCount = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
