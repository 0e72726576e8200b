/** What a browser can show of the running app: listed by `/` of the host and at the start. */
export const pages = [
  { name: 'API documentation', path: '/api/v1/docs' },
  { name: 'Health', path: '/api/v1/health/ready' },
  { name: 'Products', path: '/api/v1/products' },
] as const;

/** What `/` of the host links to, by name. `console`: absent if its port is not known yet. */
export const listPages = (beside: { shop: string; console: string | undefined }): (readonly [string, string])[] => [
  ['Shop', beside.shop],
  ...(beside.console === undefined ? [] : [['Console', beside.console] as const]),
  ...pages.map(({ name, path }) => [name, path] as const),
];
