import type { Image, Product } from '../shapes.ts';
import { plural } from './format.ts';

/** The one that the shop shows: the first that is ready. */
export const findMainImage = ({ images }: Product): Image | undefined =>
  images.find(({ status }) => status === 'ready');

export const findSmallest = ({ variants }: Image) => variants.toSorted((one, other) => one.width - other.width)[0];

/** Such as `2 images, 1 awaiting upload`. */
export const countImages = ({ images }: Product): string => {
  const ready = images.filter(({ status }) => status === 'ready').length;
  const awaiting = images.filter(({ status }) => status === 'awaiting_upload').length;
  const rejected = images.length - ready - awaiting;
  return [
    plural(ready, 'image'),
    ...(awaiting > 0 ? [`${awaiting} awaiting upload`] : []),
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
  ].join(', ');
};
