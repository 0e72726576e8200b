import { bombs } from './bombs.ts';
import { createChance } from './chance.ts';
import { mutations } from './mutations.ts';
import { drawOriginals, type Original } from './originals.ts';
import { drawOthers, otherFormat, polyglot } from './strange-files.ts';

export type HostileFile = { kind: string; original: string; bytes: Buffer };

export const kinds: readonly string[] = [...Object.keys(mutations), 'polyglot', 'other format'];

/** File `index` of a seed never changes as long as the encoders do not. */
export const hostileFiles = async (): Promise<(seed: number, index: number) => HostileFile> => {
  const originals = await drawOriginals();
  const others = await drawOthers();
  return (seed, index) => {
    const chance = createChance(Math.imul(seed, 0x9e3779b1) ^ index);
    const kind = kinds[index % kinds.length] ?? '';
    const rule = mutations[kind];
    const [first = originals[0], ...more] = originals.filter(({ format }) => !rule?.only || format === rule.only);
    const original: Original = chance.pick([first, ...more]);
    if (rule) {
      return { kind, original: original.name, bytes: rule.mutate(original, chance, chance.pick(originals)) };
    }
    const make = kind === 'polyglot' ? polyglot : otherFormat;
    return { kind, original: original.name, bytes: make(original, chance, others) };
  };
};

export const bombFile = async (index: number): Promise<HostileFile> => {
  const bomb = bombs[index];
  if (!bomb) throw new Error(`there is no bomb ${index}`);
  return { kind: 'bomb', original: bomb.name, bytes: await bomb.make() };
};
