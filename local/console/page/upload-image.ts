import { call } from './call.ts';

const types: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

type Added = { upload: { method: string; url: string; headers: Record<string, string> } };

const isAdded = (body: unknown): body is Added =>
  typeof body === 'object' && body !== null && 'upload' in body && typeof body.upload === 'object';

/** fetch does not tell how far an upload is. */
const send = ({ upload }: Added, file: File, onProgress: (share: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const { pathname, search } = new URL(upload.url);
    const request = new XMLHttpRequest();
    request.open(upload.method, `/blobs${pathname}${search}`);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new Error(`Storage answered ${request.status}. ${request.responseText}`));
    request.onerror = () => reject(new Error('The upload was interrupted. Try again.'));
    request.send(file);
  });

/** Asks for an address, then sends the file to it, as any client does. */
export const uploadImage = async (
  productId: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<void> => {
  if (!types.includes(file.type)) throw new Error(`${file.name} is not a JPEG, PNG or WebP file.`);
  const path = `/api/v1/products/${encodeURIComponent(productId)}/images`;
  const { body } = await call('POST', path, { contentType: file.type, bytes: file.size });
  if (!isAdded(body)) throw new Error('The API gave no upload URL.');
  await send(body, file, onProgress);
};
