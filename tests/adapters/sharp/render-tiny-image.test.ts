import { renderTinyImage } from '../../../src/adapters/sharp/render-tiny-image.ts';

test('the tiny image that warms the decoder up is valid', async () => {
  await expect(renderTinyImage()).resolves.toBeUndefined();
});
