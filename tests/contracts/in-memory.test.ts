import fc from 'fast-check';
import { inMemoryOrders } from '../support/in-memory/in-memory-orders.ts';
import { inMemoryProducts } from '../support/in-memory/in-memory-products.ts';
import { inMemoryStock } from '../support/in-memory/in-memory-stock.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';
import { describeOrders } from './orders-contract.ts';
import { describeProducts } from './products-contract.ts';
import { describeStock, expectBalanced, type StockUnderTest } from './stock-contract.ts';
import { commandSequences, run } from './stock-sequences.ts';

const stockInMemory = (): StockUnderTest => {
  const clock = settableClock();
  const stock = inMemoryStock({ clock });
  return {
    stock,
    reservations: async (productId) =>
      stock.reservations(productId).map(({ orderId, quantity, state }) => ({ orderId, quantity, state })),
    passTime: (seconds) => clock.advance(seconds * 1000),
  };
};

describeOrders('in memory', inMemoryOrders);
describeProducts('in memory', inMemoryProducts);
describeStock('in memory', stockInMemory);

test('Stock: in memory: any sequence of commands keeps the books balanced', async () => {
  await fc.assert(
    fc.asyncProperty(commandSequences, async (commands) => {
      const made = stockInMemory();
      for (const command of commands) {
        await run(made.stock, 'mug', command);
        await expectBalanced(made, 'mug');
      }
    }),
  );
});
