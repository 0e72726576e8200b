import { manyFrames } from './many-frames.ts';
import { rejectionOf, render } from './render.ts';

const size = { width: 60, height: 40 };

test('renders the first frame of an animation of a thousand', async () => {
  expect(await render(await manyFrames(size, 1_000))).toMatchObject(size);
});

test('rejects an animation of more frames, for each of which a decoder counts from the first', async () => {
  expect(await rejectionOf(await manyFrames(size, 1_001))).toBe('too_complex');
});

test('counts frames behind a length that covers them, which the decoder does not heed', async () => {
  const webp = await manyFrames(size, 1_001);
  const first = webp.indexOf('ANMF');
  webp.writeUInt32LE(webp.length - first - 8, first + 4);

  expect(await rejectionOf(webp)).toBe('too_complex');
});
