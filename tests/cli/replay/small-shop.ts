/**
 * Five products and twenty orders: stock for some of the orders, and every oddity that a file may
 * contain.
 */
export const smallShop = () => ({
  source: 'made up for tests',
  products: [
    {
      number: 1,
      slug: 'green-tea',
      name: 'Green Tea',
      category: 'Drinks',
      unitPrice: 18.6,
      unitsInStock: 40,
      discontinued: false,
    },
    {
      number: 2,
      slug: 'oat-cakes',
      name: 'Oat Cakes',
      category: 'Bakery',
      unitPrice: 4.35,
      unitsInStock: 25,
      discontinued: true,
    },
    {
      number: 3,
      slug: 'plum-jam',
      name: 'Plum Jam',
      category: 'Preserves',
      unitPrice: 0.1 + 0.2,
      unitsInStock: 12,
      discontinued: false,
    },
    {
      number: 4,
      slug: 'sea-salt',
      name: 'Sea Salt',
      category: 'Pantry',
      unitPrice: 2,
      unitsInStock: 0,
      discontinued: false,
    },
    {
      number: 5,
      slug: 'rye-bread',
      name: 'Rye Bread',
      category: 'Bakery',
      unitPrice: 123.79,
      unitsInStock: 60,
      discontinued: false,
    },
  ],
  orders: Array.from({ length: 20 }, (_, n) => ({
    number: 1001 + n,
    customer: ['ANNAB', 'BERTC', 'CARLD'][n % 3] ?? '',
    placedAt: '1997-01-01 00:00:00.000',
    shipTo: {
      name: `Shop No. ${n % 3}`,
      address: `${n} High Street`,
      city: 'Münster',
      region: n % 2 === 0 ? null : 'NM',
      postalCode: n % 4 === 0 ? null : '44087',
      country: ['USA', 'UK', 'Venezuela'][n % 3] ?? '',
    },
    lines: [
      { productNumber: 1 + (n % 5), quantity: 1 + (n % 4), unitPrice: 1 },
      { productNumber: 1 + ((n + 2) % 5), quantity: 3, unitPrice: 1 },
      // The same product twice in one order.
      ...(n % 7 === 0 ? [{ productNumber: 1 + (n % 5), quantity: 2, unitPrice: 1 }] : []),
    ],
  })),
});
