export type DemoProduct = {
  id: string;
  name: string;
  description: string;
  category: string;
  /** Euro cents. */
  amount: number;
  stock: number;
};

const product = (
  id: string,
  name: string,
  category: string,
  amount: number,
  stock: number,
  description: string,
): DemoProduct => ({ id, name, category, amount, stock, description });

/** A small shop: one product is nearly sold out, one is sold out. */
export const demoCatalogue: readonly DemoProduct[] = [
  product('enamel-kettle', 'Enamel kettle', 'kitchen', 4900, 40, 'Holds 1.5 litres, whistles, sits on any stove.'),
  product('cast-iron-skillet', 'Cast iron skillet', 'kitchen', 6450, 25, '26 cm, pre-seasoned, lasts a lifetime.'),
  product('stoneware-mug', 'Stoneware mug', 'kitchen', 1650, 120, 'Hand-thrown, 0.35 litres, speckled glaze.'),
  product('beech-cutting-board', 'Beech cutting board', 'kitchen', 3200, 60, 'End grain, oiled, 40 by 30 cm.'),
  product('copper-saucepan', 'Copper saucepan', 'kitchen', 11_900, 3, 'Lined with tin, 16 cm; the last few.'),
  product('wool-blanket', 'Wool blanket', 'living', 8900, 30, 'Merino, 140 by 200 cm, herringbone.'),
  product('linen-cushion', 'Linen cushion', 'living', 3400, 75, '50 by 50 cm, filled with feathers.'),
  product('oak-table', 'Oak table', 'living', 89_000, 12, 'Solid oak, 180 by 90 cm, seats six.'),
  product('beeswax-candles', 'Beeswax candles', 'living', 1900, 200, 'Four hand-dipped candles, nine hours each.'),
  product('fire-tongs', 'Fire tongs', 'hearth', 2700, 45, 'Forged steel, 55 cm.'),
  product('leather-bellows', 'Leather bellows', 'hearth', 5200, 22, 'Oak and calfskin, brass nozzle.'),
  product('brass-lighter', 'Brass lighter', 'hearth', 3900, 0, 'Refillable; more are on their way.'),
];
