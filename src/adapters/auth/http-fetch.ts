import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';

/**
 * A GET by the HTTP client that the SDKs bring along. Node's own `fetch` loads and compiles a client of its own with its first call, and the
 * first order of an instance would wait for that. Follows no redirect, and holds no connection.
 */
export const httpFetch = async (url: string, { signal }: { signal?: AbortSignal } = {}): Promise<Response> => {
  const request = createPipelineRequest({
    url,
    headers: createHttpHeaders({ accept: 'application/json' }),
    // Whether an address may be plain http is decided by whoever asks.
    allowInsecureConnection: true,
    disableKeepAlive: true,
    ...(signal && { abortSignal: signal }),
  });
  const { status, bodyAsText } = await createDefaultHttpClient().sendRequest(request);
  return new Response(bodyAsText, { status });
};
