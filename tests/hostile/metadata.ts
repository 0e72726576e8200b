import type { Chance } from './chance.ts';

/** EXIF in either byte order: any orientation, tags that point anywhere, circular directories. */
export const hostileExif = (chance: Chance): Buffer => {
  const big = chance.below(2) === 0;
  const tags = chance.pick([1, 3, 40]);
  const body = Buffer.alloc(8 + 2 + tags * 12 + 4 + 64, 0x41);
  const put16 = (at: number, value: number) => (big ? body.writeUInt16BE(value, at) : body.writeUInt16LE(value, at));
  const put32 = (at: number, value: number) => (big ? body.writeUInt32BE(value, at) : body.writeUInt32LE(value, at));
  body.write(big ? 'MM' : 'II', 'latin1');
  put16(2, 42);
  put32(4, chance.pick([8, 8, 8, chance.below(body.length), 0xfffffff0]));
  put16(8, chance.pick([tags, tags, tags, 0, 0xffff]));
  for (let tag = 0; tag < tags; tag += 1) {
    const at = 10 + tag * 12;
    put16(at, tag === 0 ? 0x112 : chance.pick([0x8769, 0x8825, 0xa005, 0x927c, 0x14a, 0x201, chance.below(65_536)]));
    put16(at + 2, tag === 0 ? 3 : chance.below(16));
    put32(at + 4, chance.pick([1, 4, 0x40000000, 0xffffffff]));
    if (tag === 0) put16(at + 8, chance.below(12));
    else put32(at + 8, chance.pick([8, at, chance.below(body.length), 0xffffffff]));
  }
  put32(10 + tags * 12, chance.pick([0, 8, 0xffffffff]));
  return body;
};

/** A colour profile that is valid in its first 128 bytes, with tags that point anywhere. */
export const hostileProfile = (chance: Chance): Buffer => {
  const tags = chance.pick([1, 9, 100]);
  const body = Buffer.alloc(132 + tags * 12 + 600, 0);
  chance.bytes(600).copy(body, 132 + tags * 12);
  body.writeUInt32BE(chance.pick([body.length, body.length, 0, 0xffffffff]), 0);
  body.write(chance.pick(['\x04\x30', '\x02\x10']), 8, 'latin1');
  body.write(chance.pick(['mntr', 'prtr', 'spac', 'link']), 12, 'latin1');
  body.write(chance.pick(['RGB ', 'CMYK', 'GRAY', 'Lab ', '8CLR']), 16, 'latin1');
  body.write(chance.pick(['XYZ ', 'Lab ']), 20, 'latin1');
  body.write('acsp', 36, 'latin1');
  body.writeUInt32BE(chance.pick([tags, tags, 0, 0xffffffff]), 128);
  for (let tag = 0; tag < tags; tag += 1) {
    const at = 132 + tag * 12;
    const name = chance.pick(['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC', 'wtpt', 'A2B0', 'B2A0', 'kTRC', 'cprt']);
    const target = chance.pick([132 + tags * 12, chance.below(body.length - 16), 0xfffffff0]);
    body.write(name, at, 'latin1');
    body.writeUInt32BE(target, at + 4);
    body.writeUInt32BE(chance.pick([20, 400, 0xffffffff]), at + 8);
    if (target < body.length)
      body.write(chance.pick(['curv', 'para', 'XYZ ', 'mft1', 'mft2', 'mAB ']), target, 'latin1');
  }
  return body;
};
