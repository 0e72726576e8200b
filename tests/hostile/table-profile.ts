const GRID = 17;

/** A profile that describes colours by a table, which costs more than a formula. */
export const tableProfile = (): Buffer => {
  const ramp = Array.from({ length: 256 }, (_, index) => Math.round(65_535 * (index / 255) ** 1.3));
  const table: number[] = [];
  for (let red = 0; red < GRID; red += 1) {
    for (let green = 0; green < GRID; green += 1) {
      for (let blue = 0; blue < GRID; blue += 1) {
        const lightness = Math.round((65_280 * (red + 2 * green + blue)) / (4 * (GRID - 1)));
        table.push(lightness, 32_768 + (red - green) * 600, 32_768 + (green - blue) * 600);
      }
    }
  }
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const numbers = [256, 256, ...ramp, ...ramp, ...ramp, ...table, ...ramp, ...ramp, ...ramp];
  const body = Buffer.alloc(48 + 2 * numbers.length);
  body.write('mft2\0\0\0\0\x03\x03\x11', 'latin1');
  for (const [index, value] of identity.entries()) body.writeInt32BE(value * 65_536, 12 + 4 * index);
  for (const [index, value] of numbers.entries()) body.writeUInt16BE(value, 48 + 2 * index);

  const head = Buffer.alloc(144);
  head.writeUInt32BE(head.length + body.length, 0);
  head.write('\x02\x40', 8, 'latin1');
  head.write('mntrRGB Lab ', 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  for (const [index, value] of [0xf6d6, 0x10000, 0xd32d, 1].entries()) {
    head.writeUInt32BE(value, index < 3 ? 68 + 4 * index : 128);
  }
  head.write('A2B0', 132, 'latin1');
  head.writeUInt32BE(head.length, 136);
  head.writeUInt32BE(body.length, 140);
  return Buffer.concat([head, body]);
};
