import { createChance } from '../../hostile/chance.ts';
import { mutations } from '../../hostile/mutations.ts';
import { rejectionOf } from './render.ts';
import { scene } from './test-images.ts';

test('treats an unusable colour profile as damage in the image, not as a fault of ours', async () => {
  const bytes = await scene({ width: 90, height: 60 }).toColourspace('cmyk').jpeg().toBuffer();
  const cmyk = { name: 'CMYK', format: 'jpeg', bytes } as const;
  const mutated = mutations['colour profile']?.mutate(cmyk, createChance(1), cmyk) ?? bytes;

  expect(await rejectionOf(mutated)).toBe('corrupt');
});
