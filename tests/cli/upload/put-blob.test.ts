import { fromBuffer, putBlob } from '../../../cli/upload/put-blob.ts';
import { type FakeShop, startFakeShop } from './fake-shop.ts';

let shop: FakeShop;

beforeEach(async () => {
  shop = await startFakeShop();
});

afterEach(() => shop.close());

const put = async (...answers: (number | 'cut')[]): Promise<number[]> => {
  const waits: number[] = [];
  shop.storageAnswers.push(...answers);
  const target = { method: 'PUT', url: `${shop.url}/storage/kettle/image-1`, headers: {} };
  await putBlob(target, fromBuffer(Buffer.from('x')), undefined, async (ms) => waits.push(ms));
  return waits;
};

test('what passes is tried again, later and later', async () => {
  const [first = 0, second = 0, third = 0, ...more] = await put(503, 'cut', 429);
  expect([first >= 50, second > first / 2, third > second / 2, more]).toEqual([true, true, true, []]);
  expect(first + second + third).toBeGreaterThanOrEqual(350);
});

test('what never passes is given up', async () => {
  await expect(put(503, 503, 503, 503, 503)).rejects.toThrow(
    'Storage answered 503 Trouble (given up after 4 attempts)',
  );
});

test('what is refused is not tried again', async () => {
  await expect(put(403)).rejects.toThrow('Storage answered 403 Trouble');
  expect(shop.asked).toHaveLength(1);
});
