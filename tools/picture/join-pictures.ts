import sharp from 'sharp';

const GAP = 36;
const RADIUS = 18;

const round = async (png: Buffer): Promise<{ data: Buffer; width: number; height: number }> => {
  const { width, height } = await sharp(png).metadata();
  const shape = (attributes: string): Buffer =>
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect x="1" y="1" width="${width - 2}" height="${height - 2}" ` +
        `rx="${RADIUS}" ${attributes}/></svg>`,
    );
  const data = await sharp(png)
    .composite([
      { input: shape('fill="#fff"'), blend: 'dest-in' },
      { input: shape('fill="none" stroke="#998877" stroke-opacity="0.5" stroke-width="2"') },
    ])
    .png()
    .toBuffer();
  return { data, width, height };
};

/** Puts pictures of one size side by side, with round corners, and nothing behind them. */
export const joinPictures = async (pngs: readonly Buffer[]): Promise<Buffer> => {
  const windows = await Promise.all(pngs.map(round));
  const width = windows.reduce((sum, each) => sum + each.width + GAP, -GAP);
  const height = Math.max(...windows.map((each) => each.height));
  return sharp({ create: { width, height, channels: 4, background: '#0000' } })
    .composite(windows.map((each, index) => ({ input: each.data, left: index * (each.width + GAP), top: 0 })))
    .webp({ quality: 82 })
    .toBuffer();
};
