export type ExportResult = { code: number; error?: Error };

type Exporter<Items> = { export(items: Items, done: (result: ExportResult) => void): void };

export const exported = 0;
export const notExported = 1;

/** From now on, `change` sees each result of the exporter, and gives what counts instead. */
export const changeResults = <Items>(
  exporter: Exporter<Items>,
  change: (result: ExportResult) => ExportResult,
): void => {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => send(items, (result) => done(change(result)));
};
