import fc from 'fast-check';
import type { Stock } from '../../src/application/ports/stock.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { toOrderId } from '../support/ids.ts';

/** An order always reserves, releases and settles the same quantity: that of its line. */
export type StockCommand =
  | { kind: 'reserve' | 'release' | 'settle'; order: number }
  | { kind: 'adjust'; delta: number; key: number };

const ORDERS = 4;

const quantityOf = (order: number): number => order + 1;
const orderId = (order: number): OrderId => toOrderId(`ord_0123456789abcdef_${String(order).padStart(26, '0')}`);

const command: fc.Arbitrary<StockCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reserve' as const), order: fc.nat(ORDERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), order: fc.nat(ORDERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const), order: fc.nat(ORDERS - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      delta: fc.integer({ min: -4, max: 6 }),
      key: fc.nat(5),
    }),
  },
);

export const commandSequences = fc.array(command, { maxLength: 20 });

export const run = (stock: Stock, productId: ProductId, command: StockCommand): Promise<unknown> => {
  if (command.kind === 'adjust') {
    return stock.adjust(productId, { delta: command.delta, idempotencyKey: `key ${command.key}` });
  }
  return stock[command.kind](productId, orderId(command.order), quantityOf(command.order));
};
