import { renderImage } from './render-image.ts';

/** One red pixel as PNG. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

/** Warms libvips up: takes a tiny image from upload to variants, which are thrown away. */
export const renderTinyImage = async (): Promise<void> => {
  const rendered = await renderImage(Buffer.from(PIXEL, 'base64'), async () => {});
  if ('rejected' in rendered) throw new Error(`The tiny image was rejected: ${rendered.rejected}.`);
};
