import type { Images } from '../../application/ports/images.ts';
import type { Telemetry } from '../../application/ports/telemetry.ts';
import { traceMethods } from '../telemetry/trace-methods.ts';

/** All that is one call. A listing may last as long as a job. */
const calls: readonly (keyof Images)[] = [
  'uploadUrl',
  'readOriginal',
  'originalSize',
  'writeVariant',
  'readVariant',
  'variantEtag',
  'renewOriginal',
  'remove',
  'removeOriginal',
  'removeVariant',
];

/** Calls of Blob Storage as spans. There are no semantic conventions for it yet. */
export const tracedImages = (images: Images, telemetry: Telemetry): Images => traceMethods(images, calls, telemetry);
