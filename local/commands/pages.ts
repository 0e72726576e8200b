/** What a browser can show of the running app: listed by `/` of the host and at the start. */
export const pages = [
  { name: 'API documentation', path: '/api/v1/docs' },
  { name: 'Health', path: '/api/v1/health/ready' },
  { name: 'Products', path: '/api/v1/products' },
] as const;
