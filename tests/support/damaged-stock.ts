import { CosmosClient } from '@azure/cosmos';
import type { Stack } from './stack.ts';

/** Damages and repairs stock documents directly in the database, bypassing our code. */
export const damagedStock = (stack: Pick<Stack, 'cosmos'>) => {
  const client = new CosmosClient(stack.cosmos.connectionString);
  const container = client.database('hearth').container('stock');
  const setHeld = async (productId: string, value: number | string): Promise<void> => {
    await container.item('level', productId).patch([{ op: 'set', path: '/held', value }]);
  };

  return {
    /**
     * Nothing of this product can be reserved until it is repaired: units cannot be added to a
     * word.
     */
    damage: (productId: string) => setHeld(productId, 'many'),
    /** `held`: the value before. */
    fix: (productId: string, held = 0) => setHeld(productId, held),

    /** Units and number of the reservations that still hold something. */
    async holding(productId: string): Promise<{ reservations: number; units: number }> {
      const query = "SELECT * FROM c WHERE c.state = 'held'";
      const { resources } = await container.items
        .query<{ quantity: number }>(query, { partitionKey: productId })
        .fetchAll();
      return { reservations: resources.length, units: resources.reduce((sum, { quantity }) => sum + quantity, 0) };
    },

    close: () => client.dispose(),
  };
};
