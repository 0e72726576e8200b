/** URLs in answers have no host: behind a gateway, the request's host is an internal one. */
export const BASE_PATH = '/api/v1';
