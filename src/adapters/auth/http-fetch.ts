import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';

/** More than any set of keys needs. */
const MAX_BYTES = 2 ** 20;

type Options = { signal?: AbortSignal; headers?: Headers };

const readText = async (body: AsyncIterable<string | Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`The answer is longer than ${MAX_BYTES} bytes.`);
  }
  return Buffer.concat(chunks).toString();
};

/**
 * A GET with the HTTP client of the SDKs: Node's own `fetch` would first compile another one.
 * Follows no redirect, keeps no connection, and rejects a body of over 1 MiB.
 */
export const httpFetch = async (url: string, { signal, headers }: Options = {}): Promise<Response> => {
  const request = createPipelineRequest({
    url,
    headers: createHttpHeaders({
      accept: 'application/json',
      'user-agent': 'hearth',
      ...Object.fromEntries(headers ?? []),
      'accept-encoding': 'gzip',
      Connection: 'close',
    }),
    // The caller decides whether an address may be plain http.
    allowInsecureConnection: true,
    // The client passes on an IPv6 address with its brackets, which no resolver understands.
    requestOverrides: { hostname: new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') },
    // Matches every status: the body then comes as a stream, so that its size can be limited.
    streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
    ...(signal && { abortSignal: signal }),
  });
  const { status, readableStreamBody } = await createDefaultHttpClient().sendRequest(request);
  return new Response(readableStreamBody ? await readText(readableStreamBody) : null, { status });
};
