import { failure, type LogEvents } from './log-event.ts';

const image = { productId: 'text', imageId: 'text' } as const;

const cleanUp = {
  processed: 'number',
  dropped: 'number',
  originalsRemoved: 'number',
  variantsRemoved: 'number',
  foreign: 'number',
  failed: 'number',
} as const;

/** What happens to products, their stock and their images. */
export const productLogEvents = {
  product_saved: {
    levels: ['info'],
    meaning: 'Staff created a product or changed its details.',
    fields: { productId: 'text', created: 'boolean', active: 'boolean' },
  },
  product_deleted: {
    levels: ['info'],
    meaning: 'Staff ended the sale of a product and removed its images.',
    fields: { productId: 'text', images: 'number' },
  },
  stock_set: {
    levels: ['info'],
    meaning: 'Staff counted a product: `onHand` is how many there are, including held units.',
    fields: { productId: 'text', onHand: 'number', available: 'number' },
  },
  stock_adjusted: {
    levels: ['info'],
    meaning: 'Staff added units of a product, or removed some if `by` is negative.',
    fields: { productId: 'text', by: 'number', available: 'number?' },
  },
  availability_not_refreshed: {
    levels: ['warn'],
    meaning: 'A product may show an old availability until `reconcileStock` runs.',
    fields: { productId: 'text', band: 'text', ...failure },
  },
  image_added: { levels: ['info'], meaning: 'Staff got a URL to upload an image.', fields: image },
  image_deleted: { levels: ['info'], meaning: 'Staff deleted an image.', fields: image },
  upload_processed: {
    levels: ['info', 'warn'],
    meaning: 'An upload was processed; `status` says how it ended. A warning if its product has too many images.',
    fields: { ...image, status: 'text', reason: 'text?', bytes: 'number', ms: 'number' },
  },
  upload_ignored: {
    levels: ['warn'],
    meaning: 'A blob is not an upload, or was gone before it was processed.',
    fields: { productId: 'text?', imageId: 'text?', reason: 'text' },
  },
  upload_rejected: {
    levels: ['warn'],
    meaning: 'An upload belongs to no image of a product. The clean-up removes it.',
    fields: { ...image, reason: 'text' },
  },
  upload_one_too_many: {
    levels: ['warn'],
    meaning: 'A late upload found its product full of images. It is removed.',
    fields: image,
  },
  upload_given_up: {
    levels: ['error'],
    meaning: 'An upload could not be processed for a week. It is removed.',
    fields: { ...image, ...failure },
  },
  blobs_not_removed: {
    levels: ['warn'],
    meaning: 'Blobs of a deleted image are still there. The clean-up removes them.',
    fields: { ...image, ...failure },
  },
  images_cleaned_up: {
    levels: ['info', 'warn'],
    meaning: 'The clean-up has ended. A warning if something failed or it has to be continued.',
    fields: { ...cleanUp, resumed: 'boolean', complete: 'boolean', isPastDue: 'boolean' },
  },
  clean_up_progress: {
    levels: ['info'],
    meaning: 'A long clean-up is still running.',
    fields: { seen: 'number', originalsRemoved: 'number?', variantsRemoved: 'number?' },
  },
  clean_up_failed: {
    levels: ['warn'],
    meaning: 'The clean-up could not deal with one image or blob. The next night tries again.',
    fields: { productId: 'text?', imageId: 'text?', ...failure },
  },
  clean_up_broken_off: {
    levels: ['error'],
    meaning: 'A step of the clean-up failed 50 times in a row and stopped.',
    fields: { ...cleanUp, reason: 'text' },
  },
  clean_up_braked: {
    levels: ['error'],
    meaning: 'The clean-up found implausibly much waste and stopped before it removed too much.',
    fields: { ...cleanUp, seen: 'number', withoutProduct: 'number', reason: 'text' },
  },
  clean_up_begins_anew: {
    levels: ['warn'],
    meaning: 'Storage no longer knows where the clean-up stopped. It starts from the beginning.',
    fields: failure,
  },
  stock_reconciled: {
    levels: ['info'],
    meaning: 'The nightly check of the stock has ended. If `broken` is not 0, it did not check everything.',
    fields: {
      reservations: 'number',
      orders: 'number',
      levels: 'number',
      products: 'number',
      givenBack: 'number',
      availabilitySet: 'number',
      found: 'number',
      busy: 'number',
      skipped: 'number',
      broken: 'number',
      isPastDue: 'boolean',
    },
  },
  reconcile_finding: {
    levels: ['warn'],
    meaning: 'Stock and orders disagree in a way that must not be repaired automatically.',
    fields: { code: 'text', productId: 'text', orderId: 'text?', expected: 'number?', found: 'number?' },
  },
  reconcile_repaired: {
    levels: ['info'],
    meaning: 'The check has given units back or set an availability.',
    fields: { what: 'text', productId: 'text?', orderId: 'text?', quantity: 'number?', band: 'text?' },
  },
  reconcile_busy: {
    levels: ['info'],
    meaning: 'Something looked odd but changed too fast to be sure. The next night checks it again.',
    fields: { productId: 'text?', orderId: 'text?' },
  },
  reconcile_skipped: {
    levels: ['warn'],
    meaning: 'A document could not be read, so it was not checked.',
    fields: { productId: 'text?', orderId: 'text?', ...failure },
  },
  reconcile_progress: {
    levels: ['info'],
    meaning: 'A long check is still running.',
    fields: { reservations: 'number', orders: 'number', levels: 'number', products: 'number', found: 'number' },
  },
} as const satisfies LogEvents;
