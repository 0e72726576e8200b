import type { Principal } from '../../application/ports/tokens.ts';

export type ApiRequest = {
  method: string;
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
  /** Sent as they are; need a `contentType`. May be left out where they are not sent: for HEAD, and where the caller has them. */
  bytes?: Uint8Array;
  contentType?: string;
  etag?: string;
  headers?: Readonly<Record<string, string>>;
};

export type Role = 'admin' | 'warehouse';

type Body = 'none' | 'optional' | 'required';

export type Endpoint =
  /** For everybody; who calls is not asked, so that a bad token or an issuer that is down changes nothing. */
  | { access: 'anyone'; handle: (request: ApiRequest) => Promise<ApiResponse> }
  /** For everybody; staff see more, so a token that comes along is checked. */
  | { access: 'identified'; handle: (request: ApiRequest, principal?: Principal) => Promise<ApiResponse> }
  | {
      access: 'signed-in';
      /** At least one of these; any signed-in caller where empty. */
      roles: readonly Role[];
      body: Body;
      handle: (request: ApiRequest, principal: Principal) => Promise<ApiResponse>;
    };

export const open = (handle: (request: ApiRequest) => Promise<ApiResponse>): Endpoint => ({ access: 'anyone', handle });

export const identified = (handle: (request: ApiRequest, principal?: Principal) => Promise<ApiResponse>): Endpoint => ({
  access: 'identified',
  handle,
});

export const signedIn = (
  handle: (request: ApiRequest, principal: Principal) => Promise<ApiResponse>,
  { roles = [], body = 'none' }: { roles?: readonly Role[]; body?: Body } = {},
): Endpoint => ({ access: 'signed-in', roles, body, handle });
