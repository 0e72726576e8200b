import { type Drawing, drawings } from './drawings.ts';

export type DrawnImage = { bytes: Buffer; contentType: 'image/jpeg' | 'image/png' };

const gradient = (id: string, stops: readonly (readonly [number, string])[], vertical = false): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="${vertical ? 0 : 1}" y2="${vertical ? 1 : 0}">${stops
    .map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`)
    .join('')}</linearGradient>`;

/** Without text: fonts differ between machines. */
const svg = ({ colours: [above, below, top], shapes, shadow }: Drawing): string => `
<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1200" viewBox="0 0 1600 1200">
  <defs>
    ${gradient(
      'wall',
      [
        [0, above],
        [1, below],
      ],
      true,
    )}
    ${gradient('copper', [
      [0, '#8f4a23'],
      [0.25, '#e09f6b'],
      [0.6, '#b86a3a'],
      [1, '#7a3b1a'],
    ])}
    ${gradient('brass', [
      [0, '#9c7422'],
      [0.3, '#f0d27a'],
      [0.65, '#c99a35'],
      [1, '#8a6418'],
    ])}
    <radialGradient id="glow"><stop offset="0" stop-color="#ffd27a" stop-opacity="0.75"/><stop offset="1" stop-color="#ffd27a" stop-opacity="0"/></radialGradient>
    <radialGradient id="light" cx="0.3" cy="0.2" r="0.9"><stop offset="0" stop-color="#fff" stop-opacity="0.45"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
    <radialGradient id="shadow"><stop offset="0" stop-color="#000" stop-opacity="0.5"/><stop offset="1" stop-color="#000" stop-opacity="0"/></radialGradient>
  </defs>
  <rect width="1600" height="1200" fill="url(#wall)"/>
  <rect y="860" width="1600" height="340" fill="${top}"/>
  <rect y="860" width="1600" height="10" fill="#fff" opacity="0.18"/>
  <rect width="1600" height="1200" fill="url(#light)"/>
  <ellipse cx="800" cy="1000" rx="${shadow * 1.25}" ry="64" fill="url(#shadow)"/>
  ${shapes}
</svg>`;

/** A shop gets both PNG and JPEG. */
const drawnAsPng: ReadonlySet<string> = new Set(['linen-cushion', 'brass-lighter']);

/** Draws the image of a demo product, 1600 x 1200; undefined if there is no drawing of it. */
export const drawImage = async (productId: string): Promise<DrawnImage | undefined> => {
  const drawing = Object.hasOwn(drawings, productId) ? drawings[productId] : undefined;
  if (drawing === undefined) return undefined;
  const { default: sharp } = await import('sharp');
  const image = sharp(Buffer.from(svg(drawing)));
  return drawnAsPng.has(productId)
    ? { bytes: await image.png().toBuffer(), contentType: 'image/png' }
    : { bytes: await image.jpeg({ quality: 88 }).toBuffer(), contentType: 'image/jpeg' };
};
