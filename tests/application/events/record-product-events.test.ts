import { presentProduct } from '../../../src/application/products/present-product.ts';
import { endSale } from '../../../src/domain/product.ts';
import { sampleProduct } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toProductId } from '../../support/ids.ts';

const mug = sampleProduct(toProductId('mug'));

test('a changed product has one event, with the product as the API shows it', async () => {
  const desk = openEventDesk();

  const change = desk.changeProduct(mug);
  const recorded = await desk.recordProducts([change]);

  expect(recorded).toMatchObject({ changes: 1, created: 1 });
  expect(desk.eventTopic.published()).toEqual([
    {
      id: expect.stringMatching(/^evt_mug_[0-9a-v]{16}$/),
      type: 'product.changed',
      subject: 'mug',
      time: change.changedAt,
      version: change.etag.slice(1, -1),
      data: presentProduct(mug),
    },
  ]);
  expect(desk.events.owing()).toHaveLength(1);
});

test('every version has its own event, and the same version only one', async () => {
  const desk = openEventDesk();
  const first = desk.changeProduct(mug);
  const second = desk.changeProduct({ ...mug, availability: 'low' });

  await desk.recordProducts([first, second, second]);
  await desk.recordProducts([second]);

  expect(desk.eventTopic.published()).toMatchObject([
    { version: '1', data: { availability: 'out' } },
    { version: '2', data: { availability: 'low' } },
  ]);
});

test('a product that is no longer sold is a change like any other', async () => {
  const desk = openEventDesk();

  await desk.recordProducts([desk.changeProduct(endSale(mug, desk.clock().toISOString()))]);

  expect(desk.eventTopic.published()).toMatchObject([{ type: 'product.changed', data: { active: false, images: [] } }]);
});
