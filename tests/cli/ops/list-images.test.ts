import { page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

const rejected = { id: 'i1', status: 'rejected', reason: 'too_large', variants: [] };
const kettle = { id: 'kettle', name: 'Kettle', images: [rejected, { id: 'i2', status: 'ready', variants: [] }] };
const pan = { id: 'pan', name: 'Pan', images: [{ ...rejected, id: 'i3', reason: 'corrupt' }] };

test('lists the rejected images of all products, and no others of theirs', async () => {
  api.on('GET /products?active=all&image=rejected&limit=100', page([kettle], 'next'));
  api.on('GET /products?active=all&image=rejected&limit=99&cursor=next', page([pan]));
  const { code, stdout } = await api.ops('images', ['--rejected']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/kettle.*Kettle.*i1.*too_large/);
  expect(stdout).toMatch(/pan.*Pan.*i3.*corrupt/);
  expect(stdout).not.toContain('i2');
});

test('with --json names the product of each image', async () => {
  api.on('GET /products', page([kettle]));
  const { stdout } = await api.ops('images', ['--rejected', '--json']);

  expect(JSON.parse(stdout)).toEqual({
    items: [{ productId: 'kettle', productName: 'Kettle', ...rejected }],
    more: false,
  });
});

test('lists those that wait for their upload, or says that there are none', async () => {
  api.on('GET /products?active=all&image=awaiting_upload&limit=100', page([]));

  expect(await api.ops('images', ['--awaiting'])).toMatchObject({ code: 0, stdout: 'There are no such images.\n' });
});

test.each([[[]], [['--rejected', '--awaiting']]])('needs one of the two: %j', async (args) => {
  const { code, stderr } = await api.ops('images', args);

  expect(code).toBe(2);
  expect(stderr).toContain('--rejected or --awaiting');
  expect(api.asked).toEqual([]);
});
