import { createHmac } from 'node:crypto';
import { emulatorKey } from '../../../local/cosmos/auth.ts';

type SignedRequestOptions = {
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | undefined;
  /** The resource link that is signed. By default, the one in the path. */
  link?: string;
};

/** Sends a signed request without the SDK. */
export const signedRequest = async (
  url: string,
  method: string,
  path: string,
  { headers = {}, body, link }: SignedRequestOptions,
): Promise<Response> => {
  const parts = path.split('/').filter((part) => part !== '');
  const type = parts.length % 2 === 1 ? parts.at(-1) : parts.at(-2);
  const signedLink = link ?? (parts.length % 2 === 1 ? parts.slice(0, -1) : parts).join('/');
  const date = new Date().toUTCString();
  const payload = `${method.toLowerCase()}\n${type ?? ''}\n${signedLink}\n${date.toLowerCase()}\n\n`;
  const signature = createHmac('sha256', Buffer.from(emulatorKey, 'base64')).update(payload).digest('base64');
  const authorization = encodeURIComponent(`type=master&ver=1.0&sig=${signature}`);
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization, 'x-ms-date': date, ...headers },
    ...(body === undefined ? {} : { body }),
  });
};
