import type { RenderImage } from '../../src/application/ports/images.ts';
import {
  type RejectionReason,
  type VariantFormat,
  type VariantWidth,
  variantFormats,
  variantWidths,
} from '../../src/domain/image.ts';

/** An original that `fakeRenderImage` rejects, after it has written some variants. */
export const badOriginal = (reason: RejectionReason, after = 0): Uint8Array => Buffer.from(`bad ${reason} ${after}`);

export const goodOriginal = (text: string): Uint8Array => Buffer.from(`good ${text}`);

export const variantBytes = (original: Uint8Array, name: VariantWidth, format: VariantFormat): Uint8Array =>
  Buffer.from(`${name}.${format} of ${Buffer.from(original).toString()}`);

const reasons: readonly RejectionReason[] = ['unsupported_format', 'too_large', 'too_many_pixels', 'corrupt'];

/** Writes texts instead of images. */
export const fakeRenderImage: RenderImage = async (original, write) => {
  const text = Buffer.from(original).toString();
  const [verdict, reason, after] = text.split(' ');
  let writes = 0;
  for (const name of variantWidths) {
    for (const format of variantFormats) {
      if (verdict === 'bad' && writes === Number(after)) {
        const rejected = reasons.find((known) => known === reason);
        if (rejected) return { rejected };
      }
      await write({ name, width: name, height: name / 2, format, bytes: variantBytes(original, name, format) });
      writes += 1;
    }
  }
  return { width: 1600, height: 800, placeholder: `hash of ${text}` };
};
