/** Ten products and `count` orders of one to four lines: made up, but always the same. */
export const madeUpShop = (count: number) => {
  const at = (n: number, length: number) => (n * 7919 + 13) % length;
  return {
    source: 'made up for tests',
    products: Array.from({ length: 10 }, (_, n) => ({
      number: n + 1,
      slug: `thing-${n + 1}`,
      name: `Thing ${n + 1}`,
      category: 'Things',
      unitPrice: 1.25 * (n + 1),
      unitsInStock: 20 + 5 * n,
      discontinued: false,
    })),
    orders: Array.from({ length: count }, (_, n) => ({
      number: 5001 + n,
      customer: `CUST${at(n, 9)}`,
      placedAt: '1997-01-01 00:00:00.000',
      shipTo: {
        name: `Customer ${at(n, 9)}`,
        address: `${n} High Street`,
        city: 'Reims',
        region: null,
        postalCode: null,
        country: 'France',
      },
      lines: Array.from({ length: (n % 4) + 1 }, (_, m) => ({
        productNumber: ((at(n, 10) + m) % 10) + 1,
        quantity: ((n + m) % 5) + 1,
        unitPrice: 1,
      })),
    })),
  };
};
