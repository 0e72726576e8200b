/** Decodes a path as Kestrel does: what is valid UTF-8, except for slashes. */
export const decodePath = (path: string): string =>
  path.replaceAll(/(?:%(?!2f)[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

/** Encodes a decoded path as ASP.NET does for the app's URL: `%2B` has become `+`. */
export const encodePath = (path: string): string =>
  path
    .split(/(%[0-9a-f]{2})/i)
    .map((part, n) => (n % 2 === 1 ? part : encodeURI(part).replaceAll(/[?#]/g, encodeURIComponent)))
    .join('');
