import { blobClient } from '../../../src/adapters/blob/blob-client.ts';
import { blobImages } from '../../../src/adapters/blob/blob-images.ts';
import { tracedImages } from '../../../src/adapters/blob/traced-images.ts';
import { noTelemetry } from '../../../src/application/ports/no-telemetry.ts';
import { sampleKey } from '../../contracts/images-contract.ts';
import { toEtag } from '../../support/ids.ts';

const key = sampleKey();
const variant = { ...key, name: 800, format: 'webp' } as const;

test('every call to Storage is a span with its name, except a listing, which may last as long as a job', async () => {
  const connectionString =
    'DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1';
  const names: string[] = [];
  const images = tracedImages(blobImages(await blobClient({ connectionString })), {
    ...noTelemetry,
    // The call itself would wait for Storage.
    span: (name) => {
      names.push(name);
      return Promise.reject(new Error('not called'));
    },
  });
  const calls = {
    uploadUrl: images.uploadUrl(key, new Date()),
    readOriginal: images.readOriginal(key),
    originalSize: images.originalSize(key),
    writeVariant: images.writeVariant(key, { name: 800, format: 'webp', bytes: new Uint8Array() }),
    readVariant: images.readVariant(key, 800, 'webp'),
    variantEtag: images.variantEtag(key, 800, 'webp'),
    renewOriginal: images.renewOriginal(key),
    remove: images.remove(key),
    removeOriginal: images.removeOriginal({ key, etag: toEtag('"1"') }),
    removeVariant: images.removeVariant({ key: variant, etag: toEtag('"1"') }),
  };
  await Promise.allSettled(Object.values(calls));
  images.listOriginals();
  images.listVariants();

  expect(names).toEqual(Object.keys(calls));
});
