import type { Principal } from '../../application/ports/tokens.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';

export type ApiRequest = {
  method: string;
  url: URL;
  /** Route parameters, decoded by the host. */
  params: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
  /** The parsed JSON body; undefined if there is none. Its shape is not checked yet. */
  body: unknown;
};

export type ApiResponse = {
  status: number;
  /** Sent as JSON, unless there are `bytes`. */
  body?: unknown;
  /** Sent unchanged, with `contentType`. May be absent if no body is sent: for HEAD and for 304. */
  bytes?: Uint8Array;
  contentType?: string;
  etag?: Etag;
  headers?: Readonly<Record<string, string>>;
  /** Of a problem document, for the log. */
  code?: ErrorCode;
  /** Why the caller was turned away, for the log. Nothing personal, and no part of the token. */
  reason?: string;
};

export type Role = 'admin' | 'warehouse';

type Body = 'none' | 'optional' | 'required';

type Handle = (request: ApiRequest) => Promise<ApiResponse>;
type HandleIdentified = (request: ApiRequest, principal?: Principal) => Promise<ApiResponse>;
type HandleSignedIn = (request: ApiRequest, principal: Principal) => Promise<ApiResponse>;
type RolesFor = (request: ApiRequest) => readonly Role[];

export type Endpoint =
  /**
   * For everybody. The token is ignored, so a bad one or an issuer that is down changes nothing.
   */
  | { access: 'anyone'; handle: Handle }
  /** Like 'anyone' if `rolesFor` the request is empty; otherwise it needs one of the roles. */
  | { access: 'partly-open'; rolesFor: RolesFor; handle: Handle }
  /** For everybody. Staff see more, so a token is checked if there is one. */
  | { access: 'identified'; handle: HandleIdentified }
  | {
      access: 'signed-in';
      /** The caller needs at least one of these. If empty, any signed-in caller will do. */
      roles: readonly Role[];
      body: Body;
      handle: HandleSignedIn;
    };

export const open = (handle: Handle): Endpoint => ({ access: 'anyone', handle });

export const partlyOpen = (rolesFor: RolesFor, handle: Handle): Endpoint => ({
  access: 'partly-open',
  rolesFor,
  handle,
});

export const identified = (handle: HandleIdentified): Endpoint => ({ access: 'identified', handle });

export const signedIn = (
  handle: HandleSignedIn,
  { roles = [], body = 'none' }: { roles?: readonly Role[]; body?: Body } = {},
): Endpoint => ({ access: 'signed-in', roles, body, handle });
