/** A drawing is 1600 x 1200. The table top begins at 860; things stand on it at about 980. */
export type Drawing = {
  /** Of the wall, above and below; then of the table top. */
  colours: readonly [string, string, string];
  /** SVG elements. */
  shapes: string;
  /** Half the width of the shadow under it. */
  shadow: number;
};

const stroke = (colour: string, width: number): string =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;

const ellipse = (x: number, y: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;

const rect = (x: number, y: number, width: number, height: number, radius: number, fill: string, more = ''): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" ${more}/>`;

const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`;

const line = (d: string, colour: string, width: number, more = ''): string =>
  `<path d="${d}" ${stroke(colour, width)} ${more}/>`;

const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

const kettle = [
  line('M560 520 C560 240 1040 240 1040 520', '#2b2d42', 34),
  path('M1060 640 L1270 500 L1300 540 L1110 800 Z', '#c8553d'),
  path('M520 960 C440 760 560 500 800 500 C1040 500 1160 760 1080 960 Q800 1010 520 960 Z', '#d7654a'),
  path('M560 900 C520 760 600 580 720 540 C620 640 600 780 620 930 Z', '#ffffff', 'opacity="0.25"'),
  ellipse(800, 512, 150, 34, '#b3452f'),
  ellipse(800, 470, 34, 34, '#2b2d42'),
  line('M1330 470 C1310 400 1370 380 1340 310', '#ffffff', 16, 'opacity="0.6"'),
  line('M1390 480 C1370 420 1430 390 1400 330', '#ffffff', 12, 'opacity="0.45"'),
].join('');

const skillet = [
  path('M1130 860 L1500 760 Q1540 760 1540 800 Q1540 830 1510 838 L1140 930 Z', '#23262b'),
  ellipse(1490, 797, 22, 12, '#8d99ae'),
  path('M320 820 C330 960 430 1000 740 1000 C1050 1000 1150 960 1160 820 Z', '#2d3138'),
  ellipse(740, 820, 420, 120, '#3b4049'),
  ellipse(740, 830, 370, 96, '#1d2025'),
  path('M560 830 C520 760 640 740 720 770 C820 730 920 790 880 840 C850 900 620 900 560 830 Z', '#fdfcf7'),
  ellipse(720, 818, 62, 36, '#f6ae2d'),
  ellipse(704, 806, 20, 10, '#ffffff', 'opacity="0.6"'),
].join('');

const mug = [
  line('M1010 600 C1200 580 1200 860 1000 850', '#8aa29e', 62),
  path('M540 500 L560 930 Q570 985 660 990 L920 990 Q1010 985 1020 930 L1040 500 Z', '#a9c0bb'),
  path('M540 500 L545 620 Q640 660 700 610 Q780 680 860 620 Q950 660 1036 590 L1040 500 Z', '#6b8f8a'),
  ellipse(790, 500, 250, 56, '#c9dad6'),
  ellipse(790, 506, 214, 42, '#4a2c20'),
  times(26, (index) =>
    ellipse(
      590 + ((index * 97) % 400),
      690 + ((index * 61) % 270),
      5 + (index % 4),
      5 + (index % 3),
      '#5b4636',
      'opacity="0.55"',
    ),
  ),
  line('M720 410 C690 350 750 320 720 250', '#ffffff', 18, 'opacity="0.55"'),
  line('M850 410 C820 350 880 310 850 230', '#ffffff', 18, 'opacity="0.45"'),
].join('');

const board = [
  '<g transform="rotate(-8 800 700)">',
  rect(420, 380, 760, 580, 60, '#d9a066'),
  times(8, (column) =>
    times(6, (row) =>
      rect(
        440 + column * 92,
        400 + row * 92,
        86,
        86,
        6,
        ['#e3b27c', '#cf9255', '#dba76d', '#c58a4e'][(column * 3 + row * 5) % 4] ?? '#e3b27c',
      ),
    ),
  ),
  ellipse(1110, 450, 30, 30, '#8a5a2b'),
  '</g>',
  '<g transform="rotate(24 1010 720)">',
  path('M760 700 L1130 700 L1130 780 Q900 800 760 700 Z', '#e9edf2'),
  rect(1125, 694, 260, 62, 26, '#3a2a20'),
  '</g>',
  ellipse(600, 900, 62, 60, '#d1342f'),
  ellipse(710, 930, 54, 52, '#e0463f'),
  path('M590 842 q10 -30 40 -34 q-10 24 -40 34 Z', '#4b8b3b'),
  path('M700 880 q10 -28 38 -30 q-10 22 -38 30 Z', '#4b8b3b'),
].join('');

const saucepan = [
  line('M1060 690 L1480 600', '#5c4033', 40),
  path('M440 640 L470 930 Q480 990 580 992 L960 992 Q1060 990 1070 930 L1100 640 Z', 'url(#copper)'),
  ellipse(770, 640, 330, 78, '#e0e1dd'),
  ellipse(770, 646, 296, 62, '#9aa1a8'),
  path('M500 700 L520 930 Q526 960 560 966 L548 700 Z', '#ffffff', 'opacity="0.35"'),
  times(5, (index) => ellipse(640 + index * 64, 650 + (index % 2) * 14, 20, 9, '#c9ced3')),
].join('');

const blanket = [
  times(4, (fold) =>
    [
      path(
        `M${400 + fold * 12} ${900 - fold * 110} q-60 50 0 100 L${1200 - fold * 12} ${1000 - fold * 110} q60 -50 0 -100 Z`,
        ['#54618c', '#6675a6', '#54618c', '#7787bb'][fold] ?? '#54618c',
      ),
      times(30, (step) =>
        line(`M${430 + step * 25} ${990 - fold * 110} l12 -42 l12 42`, '#dfe4f5', 4, 'opacity="0.5"'),
      ),
    ].join(''),
  ),
  times(24, (index) => line(`M${410 + index * 9} 1000 l-6 46`, '#dfe4f5', 6)),
].join('');

const cushion = [
  path('M430 420 Q800 480 1170 420 Q1110 700 1170 980 Q800 930 430 980 Q490 700 430 420 Z', '#e8d5b7'),
  path(
    'M430 420 Q800 480 1170 420 Q1140 560 1138 700 Q800 620 462 700 Q460 560 430 420 Z',
    '#ffffff',
    'opacity="0.18"',
  ),
  times(9, (index) =>
    line(
      `M${500 + index * 75} ${462 + Math.abs(4 - index) * -4} Q${500 + index * 75 + (index - 4) * -8} 700 ${500 + index * 75} ${946 + Math.abs(4 - index) * 5}`,
      '#c2a878',
      5,
      'opacity="0.55"',
    ),
  ),
  ellipse(800, 700, 28, 24, '#b08d57'),
  line('M690 670 Q760 700 800 700 Q850 700 910 670', '#b59a6c', 6),
].join('');

const table = [
  path('M300 600 L1300 600 L1420 700 L180 700 Z', '#c98f4e'),
  rect(180, 700, 1240, 44, 8, '#a8713a'),
  times(7, (index) => line(`M${330 + index * 145} 606 L${230 + index * 170} 694`, '#a8713a', 4, 'opacity="0.6"')),
  path('M250 744 L340 744 L310 1020 L270 1020 Z', '#99652f'),
  path('M1260 744 L1350 744 L1330 1020 L1290 1020 Z', '#99652f'),
  path('M430 744 L490 744 L470 930 L440 930 Z', '#7d5226'),
  path('M1110 744 L1170 744 L1160 930 L1130 930 Z', '#7d5226'),
  path('M760 470 Q740 600 770 630 L850 630 Q880 600 860 470 Z', '#5aa9e6', 'opacity="0.85"'),
  line('M810 480 C800 400 760 380 740 320', '#3e7c4f', 10),
  line('M815 480 C830 400 850 380 880 330', '#3e7c4f', 10),
  line('M810 470 C812 400 806 360 810 290', '#3e7c4f', 10),
  ellipse(736, 306, 36, 36, '#f4a6c0'),
  ellipse(884, 318, 34, 34, '#f7c873'),
  ellipse(810, 270, 40, 40, '#ee6c8a'),
].join('');

const candle = (x: number, height: number): string =>
  [
    ellipse(x, 940 - height - 100, 150, 190, 'url(#glow)'),
    rect(x - 48, 980 - height, 96, height, 14, '#f2c14e'),
    path(
      `M${x - 48} ${1000 - height} q20 70 34 0 q14 110 30 0 q14 50 32 -6 L${x + 48} ${990 - height} L${x - 48} ${984 - height} Z`,
      '#f9dc8c',
    ),
    ellipse(x, 982 - height, 48, 14, '#fbe7a9'),
    line(`M${x} ${980 - height} l0 -34`, '#3a2a20', 7),
    path(
      `M${x} ${840 - height} C${x + 46} ${900 - height} ${x + 30} ${952 - height} ${x} ${954 - height} C${x - 30} ${952 - height} ${x - 46} ${900 - height} ${x} ${840 - height} Z`,
      '#ffb627',
    ),
    path(
      `M${x} ${890 - height} C${x + 20} ${920 - height} ${x + 14} ${946 - height} ${x} ${948 - height} C${x - 14} ${946 - height} ${x - 20} ${920 - height} ${x} ${890 - height} Z`,
      '#fff6d5',
    ),
  ].join('');

const candles = [candle(560, 420), candle(730, 300), candle(890, 500), candle(1050, 240)].join('');

const tongs = [
  '<g transform="rotate(28 800 620)">',
  line('M800 220 C650 320 650 620 770 900', '#3d4147', 34),
  line('M800 220 C950 320 950 620 830 900', '#3d4147', 34),
  line('M770 900 q-10 60 24 70', '#3d4147', 34),
  line('M830 900 q10 60 -24 70', '#3d4147', 34),
  ellipse(800, 216, 56, 56, '#5b6068'),
  ellipse(800, 216, 24, 24, '#23262b'),
  line('M706 380 C676 470 690 560 712 660', '#9aa1a8', 8, 'opacity="0.8"'),
  '</g>',
  path('M430 990 Q480 880 590 900 Q700 860 740 990 Z', '#2a1d18'),
  path('M500 980 Q540 900 600 930 Q660 910 690 980 Z', '#e4572e'),
  path('M550 976 Q580 930 610 946 Q640 940 650 976 Z', '#ffb627'),
].join('');

const bellows = [
  '<g transform="rotate(-18 800 700)">',
  path('M470 700 C470 480 760 430 900 560 L1130 670 L1130 730 L900 840 C760 970 470 920 470 700 Z', '#6b3e26'),
  times(6, (index) =>
    line(
      `M${520 + index * 62} ${560 - Math.sin((index + 1) / 2.4) * 50} Q${500 + index * 62} 700 ${520 + index * 62} ${840 + Math.sin((index + 1) / 2.4) * 50}`,
      '#3f2314',
      10,
      'opacity="0.7"',
    ),
  ),
  path('M600 700 C600 590 740 560 820 630 L940 690 L940 710 L820 770 C740 840 600 810 600 700 Z', '#9c6238'),
  times(9, (index) =>
    ellipse(
      720 + 110 * Math.cos((index * 2 * Math.PI) / 9),
      700 + 80 * Math.sin((index * 2 * Math.PI) / 9),
      9,
      9,
      '#e3b04b',
    ),
  ),
  path('M1120 668 L1380 688 L1380 712 L1120 732 Z', '#e3b04b'),
  rect(300, 668, 190, 64, 30, '#9c6238'),
  '</g>',
].join('');

const lighter = [
  ellipse(800, 330, 240, 270, 'url(#glow)'),
  path('M800 150 C900 270 890 400 800 410 C710 400 700 270 800 150 Z', '#ff9f1c'),
  path('M800 260 C850 320 845 395 800 400 C755 395 750 320 800 260 Z', '#fff3c4'),
  rect(700, 410, 200, 130, 14, '#b8bec6'),
  times(3, (row) => times(4, (column) => ellipse(734 + column * 44, 440 + row * 36, 9, 9, '#5b6068'))),
  rect(640, 530, 320, 460, 28, 'url(#brass)'),
  path('M960 530 L1150 420 L1176 470 L1176 640 L966 700 Z', 'url(#brass)', 'opacity="0.92"'),
  rect(672, 560, 40, 400, 18, '#ffffff', 'opacity="0.35"'),
  path('M800 660 C880 720 870 840 800 860 C730 840 720 720 800 660 Z', '#a9791f', 'opacity="0.6"'),
].join('');

/** By the id of the product. */
export const drawings: Readonly<Record<string, Drawing>> = {
  'enamel-kettle': { colours: ['#f9dcc4', '#fec89a', '#7f5539'], shapes: kettle, shadow: 380 },
  'cast-iron-skillet': { colours: ['#cbdfbd', '#8fb996', '#6f4e37'], shapes: skillet, shadow: 470 },
  'stoneware-mug': { colours: ['#fefae0', '#e9c9a1', '#9c6644'], shapes: mug, shadow: 320 },
  'beech-cutting-board': { colours: ['#d8f3dc', '#95d5b2', '#52796f'], shapes: board, shadow: 470 },
  'copper-saucepan': { colours: ['#bde0fe', '#8ab6d6', '#5e503f'], shapes: saucepan, shadow: 390 },
  'wool-blanket': { colours: ['#ffe5d9', '#f4acb7', '#9d6b53'], shapes: blanket, shadow: 460 },
  'linen-cushion': { colours: ['#a8dadc', '#5b9ea6', '#355070'], shapes: cushion, shadow: 400 },
  'oak-table': { colours: ['#fff1e6', '#e2cfc4', '#b08968'], shapes: table, shadow: 560 },
  'beeswax-candles': { colours: ['#3d2645', '#832161', '#2a1a1f'], shapes: candles, shadow: 360 },
  'fire-tongs': { colours: ['#e6ccb2', '#b5838d', '#5a3e36'], shapes: tongs, shadow: 380 },
  'leather-bellows': { colours: ['#ddedaa', '#a5be8a', '#4f5d2f'], shapes: bellows, shadow: 450 },
  'brass-lighter': { colours: ['#1d3557', '#264b73', '#14213d'], shapes: lighter, shadow: 260 },
};
