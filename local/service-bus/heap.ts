/** A binary heap: `push` and `pop` take logarithmic time, `peek` constant time. */
export type Heap<T> = {
  push(item: T): void;
  /** The least item, without removing it. */
  peek(): T | undefined;
  pop(): T | undefined;
  size(): number;
  /** Drops the items that `keep` rejects. */
  retain(keep: (item: T) => boolean): void;
};

export const createHeap = <T>(isBefore: (a: T, b: T) => boolean): Heap<T> => {
  let items: T[] = [];

  const push = (item: T): void => {
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !isBefore(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  };

  const sink = (item: T): void => {
    let index = 0;
    for (;;) {
      const left = items[2 * index + 1];
      if (left === undefined) break;
      const right = items[2 * index + 2];
      const rightIsLess = right !== undefined && isBefore(right, left);
      const child = rightIsLess ? right : left;
      if (!isBefore(child, item)) break;
      items[index] = child;
      index = 2 * index + (rightIsLess ? 2 : 1);
    }
    items[index] = item;
  };

  return {
    push,
    peek: () => items[0],
    pop() {
      const least = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) sink(last);
      return least;
    },
    size: () => items.length,
    retain(keep) {
      const kept = items.filter(keep);
      items = [];
      for (const item of kept) push(item);
    },
  };
};
