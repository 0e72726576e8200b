/** Functions of the fixture app. Each container has its function's name. */
export const blobFixture = `
const { createRequire } = await import('node:module');
const { ResourceFactoryResolver } = createRequire(import.meta.url)('@azure/functions-extensions-base');
ResourceFactoryResolver.getInstance().registerResourceFactory('AzureStorageBlobs', ({ content, ...rest }) =>
  ({ ...rest, content: JSON.parse(content) }));
const on = (name, handler, options) =>
  app.storageBlob(name, { connection: 'Media', path: name + '/{productId}/{imageId}', handler, ...options });
on('plain', (blob, context) => report({ bytes: Buffer.isBuffer(blob) && [...blob], metadata: context.triggerMetadata }), {
  path: '%PLAIN%/{productId}/{imageId}', source: 'LogsAndContainerScan',
});
on('names', (blob, { triggerMetadata: { productId, imageId, blobTrigger } }) => report({ productId, imageId, blobTrigger }));
on('referred', (blob, { triggerMetadata }) => report({ referred: blob, metadata: triggerMetadata }), { sdkBinding: true });
on('late', (blob, { triggerMetadata }) => report({ late: triggerMetadata.imageId }));
on('versions', (blob, { triggerMetadata }) => report({ imageId: triggerMetadata.imageId, text: blob.toString() }));
on('failing', (blob, { triggerMetadata }) => {
  report({ failing: triggerMetadata.imageId });
  throw new Error('no');
});
const failures = new Map();
on('flaky', (blob, { triggerMetadata: { imageId } }) => {
  const count = failures.get(imageId) ?? 0;
  failures.set(imageId, count + 1);
  if (count < 2) throw new Error('not yet');
  report({ flaky: imageId, failures: count });
});
const waiting = [];
let running = 0;
on('parallel', () => new Promise((resolve) => {
  running += 1;
  if (running > 4) report({ parallel: 'too many' });
  waiting.push(resolve);
  if (running !== 4) return;
  report({ parallel: '4 at once' });
  setTimeout(() => { running = 0; for (const each of waiting.splice(0)) each(); }, 300);
}));
const gates = [];
app.get('open', { handler: () => { for (const open of gates.splice(0)) open(); return { status: 204 }; } });
on('gated', async (blob, { triggerMetadata: { imageId } }) => {
  report({ began: imageId });
  await new Promise((resolve) => gates.push(resolve));
  report({ ended: imageId });
});
on('slow', async (blob, { triggerMetadata: { imageId } }) => {
  report({ began: imageId });
  await new Promise((resolve) => setTimeout(resolve, 700));
  report({ ended: imageId });
});
on('byHand', (blob, { triggerMetadata }) => report({ byHand: triggerMetadata }), { path: 'byhand/{productId}/{imageId}' });
app.storageBlob('own', { connection: 'Storage', path: 'own/{name}', handler: (blob) => report({ own: blob.toString() }) });
`;
