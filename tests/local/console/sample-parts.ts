/** The addresses of a Hearth that is not running. */
export const parts = {
  host: 'http://host',
  issuer: 'http://issuer',
  audience: 'api://hearth',
  cosmos: 'http://cosmos',
  serviceBusControl: 'http://bus',
  blobs: 'http://blobs',
};
