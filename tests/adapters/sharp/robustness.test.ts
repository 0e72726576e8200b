import { runHostile } from '../../hostile/run-hostile.ts';

// A small part of `npm run prove -- hostile-images`.
test('renders or rejects 60 hostile files, decodes nothing but JPEG, PNG and WebP, and neither crashes nor hangs', async () => {
  const run = await runHostile({ what: 'mutations', seed: 1, files: 60, patienceMs: 30_000 });

  expect(run.broken).toEqual([]);
  expect(run.reports.filter(({ outcome }) => outcome.startsWith('fault'))).toEqual([]);
  expect(run.reports).toHaveLength(60);

  const outcomes = new Set(run.reports.map(({ outcome }) => outcome));
  expect([...outcomes]).toEqual(expect.arrayContaining(['rendered', 'corrupt', 'unsupported_format']));
  expect(run.decoders).toEqual(['JPEG', 'PNG', 'WebP']);
  expect(run.loaders).toEqual(['jpegload_buffer', 'pngload_buffer', 'webpload_buffer']);
});
