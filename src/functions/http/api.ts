import type { Principal } from '../../application/ports.ts';

export type ApiRequest = {
  url: URL;
  /** Route parameters, decoded by the host. */
  params: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
  /** The parsed JSON body; undefined where there is none. Its shape is unchecked. */
  body: unknown;
};

export type ApiResponse = {
  status: number;
  /** Sent as JSON, unless there are `bytes`. */
  body?: unknown;
  /** Sent as they are; need a `contentType`. */
  bytes?: Uint8Array;
  contentType?: string;
  etag?: string;
  headers?: Readonly<Record<string, string>>;
};

export type Role = 'admin' | 'warehouse';

type Body = 'none' | 'optional' | 'required';

export type Endpoint =
  | { access: 'anyone'; body: Body; handle: (request: ApiRequest, principal?: Principal) => Promise<ApiResponse> }
  | {
      access: 'signed-in';
      /** At least one of these; any signed-in caller where empty. */
      roles: readonly Role[];
      body: Body;
      handle: (request: ApiRequest, principal: Principal) => Promise<ApiResponse>;
    };

/** For everybody; a token that comes along is checked all the same. */
export const open = (handle: (request: ApiRequest, principal?: Principal) => Promise<ApiResponse>): Endpoint => ({
  access: 'anyone',
  body: 'none',
  handle,
});

export const signedIn = (
  handle: (request: ApiRequest, principal: Principal) => Promise<ApiResponse>,
  { roles = [], body = 'none' }: { roles?: readonly Role[]; body?: Body } = {},
): Endpoint => ({ access: 'signed-in', roles, body, handle });
