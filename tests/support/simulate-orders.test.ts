import { simulateOrders } from './simulate-orders.ts';

test('orders are taken whole, in their order, and a short one takes nothing', () => {
  const products = [
    { number: 1, unitsInStock: 5 },
    { number: 2, unitsInStock: 2 },
  ];
  const orders = [
    {
      number: 10,
      lines: [
        { productNumber: 1, quantity: 2 },
        { productNumber: 1, quantity: 1 },
      ],
    },
    {
      number: 11,
      lines: [
        { productNumber: 1, quantity: 2 },
        { productNumber: 2, quantity: 3 },
      ],
    },
    {
      number: 12,
      lines: [
        { productNumber: 1, quantity: 2 },
        { productNumber: 2, quantity: 2 },
      ],
    },
    { number: 13, lines: [{ productNumber: 2, quantity: 1 }] },
  ];
  const { confirmed, left } = simulateOrders({ products, orders });

  expect([...confirmed]).toEqual([10, 12]);
  expect([...left]).toEqual([
    [1, 0],
    [2, 0],
  ]);
});
