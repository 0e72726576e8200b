export type Line = { name: string; dashed: boolean; points: readonly { x: number; y: number }[] };

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 210;
const TOP = 40;
const BOTTOM = 50;
const COLOURS = ['#1f77b4', '#2ca02c', '#9467bd', '#8c564b', '#e377c2', '#17becf', '#bcbd22', '#d62728', '#ff7f0e'];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Powers of ten that enclose the values. */
const decades = (values: readonly number[]): number[] => {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n));
};

const scale = (ticks: readonly number[], from: number, to: number) => {
  const [low = 1, high = 10] = [ticks[0], ticks.at(-1)];
  return (value: number): number =>
    from + ((to - from) * (Math.log10(value) - Math.log10(low))) / (Math.log10(high) - Math.log10(low));
};

/** Heights of the labels at the lines' ends, moved apart if they would overlap. */
const labelHeights = (ends: readonly number[]): number[] => {
  const heights = [...ends];
  const order = ends.map((_, n) => n).sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0));
  let last = Number.NEGATIVE_INFINITY;
  for (const n of order) {
    last = Math.max(ends[n] ?? 0, last + 14);
    heights[n] = last;
  }
  return heights;
};

/** Both axes are logarithmic: a flat line is a cost that does not grow. Deterministic output. */
export const plot = (title: string, axes: { x: string; y: string }, lines: readonly Line[]): string => {
  const xs = decades(lines.flatMap(({ points }) => points.map(({ x }) => x)));
  const ys = decades(lines.flatMap(({ points }) => points.map(({ y }) => y)));
  const x = scale(xs, LEFT, WIDTH - RIGHT);
  const y = scale(ys, HEIGHT - BOTTOM, TOP);
  const grid = [
    ...xs.map((tick) => {
      const at = x(tick).toFixed(1);
      return `<path d="M${at} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tick.toLocaleString('en')}</text>`;
    }),
    ...ys.map((tick) => {
      const at = y(tick).toFixed(1);
      return `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${tick.toLocaleString('en')}</text>`;
    }),
  ];
  const heights = labelHeights(lines.map(({ points }) => y(points.at(-1)?.y ?? 1)));
  const drawn = lines.map(({ name, dashed, points }, n) => {
    const colour = COLOURS[n % COLOURS.length];
    const path = points.map((point) => `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join('L');
    const label = `<text x="${WIDTH - RIGHT + 10}" y="${(heights[n] ?? 0).toFixed(1)}" dy="4" fill="${colour}" stroke="none">${escaped(name)}</text>`;
    return `<g stroke="${colour}"><path d="M${path}" fill="none" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}/>${label}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title" font-family="sans-serif" font-size="12">
<title id="title">${escaped(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="15">${escaped(title)}</text>
<g stroke="#ddd" fill="#555"><g stroke-width="1">${grid.join('\n').replaceAll('<text', '<text stroke="none"')}</g></g>
${drawn.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle" fill="#555">${escaped(axes.x)}</text>
<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" fill="#555">${escaped(axes.y)}</text>
</svg>
`;
};
