import { renderImage } from './render-image.ts';

/** One red pixel as PNG. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

/** Loads libvips and takes it once all the way from an upload to its variants, which go nowhere. */
export const renderTinyImage = async (): Promise<void> => {
  const rendered = await renderImage(Buffer.from(PIXEL, 'base64'), async () => {});
  if ('rejected' in rendered) throw new Error(`The tiny picture was rejected: ${rendered.rejected}.`);
};
