/** A line of its own, after the table. Empty if the list is complete. */
export const describeMore = ({ items, more }: { items: readonly unknown[]; more: boolean }): string =>
  more ? `\nThere are more than these ${items.length}: raise --limit.` : '';
