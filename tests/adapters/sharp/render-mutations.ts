// Run by robustness.test.ts in a process of its own, so that a crash in native code is an outcome and not the end of the tests.
import { isPictureFault } from '../../../src/adapters/sharp/picture-fault.ts';
import { renderImage } from '../../../src/adapters/sharp/render-image.ts';
import { scene } from './test-pictures.ts';

export type Tally = { outcomes: Record<string, number>; faults: string[] };

const MUTATIONS = 200;

/** A linear congruential generator: the same mutations on every run. */
const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const mutated = (original: Buffer, random: (below: number) => number): Buffer => {
  const changed = Buffer.from(original);
  // Half of the flips hit the headers, where they do the most.
  for (let flips = random(6); flips >= 0; flips -= 1) {
    changed[random(random(2) ? changed.length : 120)] = random(256);
  }
  return random(4) === 0 ? changed.subarray(0, random(changed.length)) : changed;
};

const main = async (): Promise<void> => {
  const random = randomFrom(20_240_601);
  const size = { width: 90, height: 60 };
  const originals = [
    await scene(size).jpeg().toBuffer(),
    await scene(size).jpeg({ progressive: true }).withIccProfile('p3').withMetadata({ orientation: 6 }).toBuffer(),
    await scene(size).png().toBuffer(),
    await scene(size).png({ palette: true, progressive: true }).toBuffer(),
    await scene(size).ensureAlpha(0.5).webp().toBuffer(),
    await scene(size).webp({ lossless: true }).toBuffer(),
  ];
  const tally: Tally = { outcomes: {}, faults: [] };
  const count = (outcome: string): void => {
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  };
  for (let index = 0; index < MUTATIONS; index += 1) {
    const original = originals[index % originals.length];
    if (!original) continue;
    try {
      const outcome = await renderImage(mutated(original, random), async () => {});
      count('rejected' in outcome ? outcome.rejected : 'rendered');
    } catch (error) {
      tally.faults.push(`${isPictureFault(error) ? 'after decoding: ' : ''}${String(error)}`);
    }
  }
  process.stdout.write(JSON.stringify(tally));
};

void main();
