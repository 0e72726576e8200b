import { exitCodes } from '../client/exit-codes.ts';
import { renderTable } from '../client/table.ts';
import { describeMore } from './describe-more.ts';
import type { Task } from './outcome.ts';

export type ImageStatus = 'rejected' | 'awaiting_upload';

/** Images of all products, sold or not, in the order of the products. `limit` counts products. */
export const listImagesTask =
  (status: ImageStatus, limit: number): Task =>
  async (client) => {
    const { items: products, more } = await client.productsWithImage(status, limit);
    const items = products.flatMap(({ id: productId, name, images }) =>
      images.filter((image) => image.status === status).map((image) => ({ productId, productName: name, ...image })),
    );
    const table = renderTable(
      ['product', 'name', 'image', 'reason'],
      items.map(({ productId, productName, id, reason }) => [productId, productName, id, reason ?? '']),
    );
    return {
      exitCode: exitCodes.done,
      json: { items, more },
      text: `${items.length === 0 ? 'There are no such images.' : table}${describeMore({ items, more })}`,
    };
  };
