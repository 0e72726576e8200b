/** Where the laptop cloud is unless its ports were changed, and the audience of its tokens. */
export const laptop = {
  host: 'http://127.0.0.1:7071',
  api: 'http://127.0.0.1:7071/api/v1',
  issuer: 'http://127.0.0.1:7080',
  audience: 'api://hearth',
} as const;
