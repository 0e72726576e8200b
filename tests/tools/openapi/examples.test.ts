import { demoCatalogue } from '../../../cli/seed/demo-catalogue.ts';
import { examples } from '../../../tools/openapi/examples.ts';

const amounts = new Map(demoCatalogue.map(({ id, amount }) => [id, amount]));

test('the order of the example costs what the demo shop asks, so that it can be placed there', () => {
  const { items, expectedTotal } = examples.placeOrder;
  const total = items.reduce(
    (sum, { productId, quantity }) => sum + (amounts.get(productId) ?? Number.NaN) * quantity,
    0,
  );

  expect(expectedTotal).toBe(total);
  expect(examples.placedOrder.total).toBe(total);
  expect(examples.putProduct.price.amount).toBe(amounts.get('oak-table'));
});
