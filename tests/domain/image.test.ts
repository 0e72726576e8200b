import fc from 'fast-check';
import { awaitingImage, imageEtag, MAX_VARIANT_HEIGHT, variantSize, variantWidths } from '../../src/domain/image.ts';
import { toImageId } from '../support/ids.ts';

test('never enlarges, keeps the ratio to the pixel, and is never without a pixel', () => {
  const side = fc.integer({ min: 1, max: 70_000 });
  fc.assert(
    fc.property(side, side, fc.constantFrom(...variantWidths), (width, height, name) => {
      const size = variantSize({ width, height }, name);

      expect(size.width).toBeLessThanOrEqual(Math.min(width, name));
      expect(size.height).toBeLessThanOrEqual(Math.min(height, MAX_VARIANT_HEIGHT));
      expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);

      const scale = Math.min(name / width, MAX_VARIANT_HEIGHT / height, 1);
      expect(Math.abs(size.width - Math.max(1, width * scale))).toBeLessThanOrEqual(0.5);
      expect(Math.abs(size.height - Math.max(1, height * scale))).toBeLessThanOrEqual(0.5);
    }),
  );
});

test.each([
  [{ width: 4000, height: 3000 }, 800, { width: 800, height: 600 }],
  [{ width: 1201, height: 900 }, 400, { width: 400, height: 300 }],
  [{ width: 199, height: 7 }, 200, { width: 199, height: 7 }],
  [{ width: 20_000, height: 1 }, 200, { width: 200, height: 1 }],
  [{ width: 1, height: 20_000 }, 800, { width: 1, height: 16_383 }],
] as const)('%o becomes, as %i, %o', (original, name, size) => {
  expect(variantSize(original, name)).toEqual(size);
});

test('an image has the same entity tag in every release', () => {
  const image = awaitingImage(toImageId('0'.repeat(26)), '2026-03-01T12:00:00.000Z');
  expect(imageEtag(image)).toBe('"wpso6kveP2LYHhaMT36pJB"');
});
