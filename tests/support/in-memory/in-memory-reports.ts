import type { ReportFormat, Reports } from '../../../src/application/ports/reports.ts';

export type InMemoryReports = Reports & {
  /** The names of all blobs, sorted. */
  names(): readonly string[];
  remove(day: string, format: ReportFormat): void;
};

const nameOf = (day: string, format: ReportFormat): string => `sales/${day}.${format}`;

export const inMemoryReports = (): InMemoryReports => {
  const blobs = new Map<string, Uint8Array>();

  return {
    listDays: async () =>
      new Set([...blobs.keys()].flatMap((name) => (name.endsWith('.json') ? [name.slice('sales/'.length, -5)] : []))),
    read: async (day, format) => blobs.get(nameOf(day, format))?.slice(),
    create: async (day, format, bytes) => {
      const name = nameOf(day, format);
      if (blobs.has(name)) return 'exists';
      blobs.set(name, bytes.slice());
      return 'created';
    },

    names: () => [...blobs.keys()].toSorted(),
    remove: (day, format) => {
      blobs.delete(nameOf(day, format));
    },
  };
};
