import { type Endpoint, open } from './api.ts';

type Deps = { readDocument: () => Promise<Uint8Array> };

export const getOpenapiEndpoint = ({ readDocument }: Deps): Endpoint =>
  open(async () => ({
    status: 200,
    bytes: await readDocument(),
    contentType: 'application/json',
    headers: { 'cache-control': 'public, max-age=300' },
  }));
