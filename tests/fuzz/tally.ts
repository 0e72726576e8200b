import Table from 'cli-table3';

/** Counts answers by operation and status class. */
export const createTally = () => {
  const counts = new Map<string, Map<string, number>>();
  let total = 0;
  return {
    total: () => total,
    add(operation: string, status: number): void {
      const row = counts.get(operation) ?? new Map<string, number>();
      const column = `${Math.floor(status / 100)}xx`;
      row.set(column, (row.get(column) ?? 0) + 1);
      counts.set(operation, row);
      total += 1;
    },
    of: (operation: string, column: string): number => counts.get(operation)?.get(column) ?? 0,
    operations: (): readonly string[] => [...counts.keys()],
    table(): string {
      const columns = ['2xx', '3xx', '4xx', '5xx'];
      const table = new Table({
        head: ['operation', ...columns, 'all'],
        colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
        style: { head: [], border: [], compact: true },
      });
      const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
      const sums = columns.map((column) => rows.reduce((sum, [, row]) => sum + (row.get(column) ?? 0), 0));
      const cells = [
        ...rows.map(([name, row]) => [name, columns.map((column) => row.get(column) ?? 0)] as const),
        ['all', sums] as const,
      ];
      for (const [name, numbers] of cells) table.push([name, ...numbers, numbers.reduce((a, b) => a + b, 0)]);
      return table.toString();
    },
  };
};

export type Tally = ReturnType<typeof createTally>;
