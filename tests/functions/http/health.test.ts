import { pointersOf } from '../../support/api-answer.ts';
import { startApi } from '../../support/api-harness.ts';

const withDependencies = () => {
  const api = startApi();
  const down = new Set<string>();
  const asked = { cosmos: 0, 'service-bus': 0 };
  for (const name of ['cosmos', 'service-bus'] as const) {
    api.dependencies.push({
      name,
      check: async () => {
        asked[name] += 1;
        if (down.has(name)) throw new Error('AccountKey=secret');
      },
    });
  }
  return { api, down, asked };
};

test('an instance is live whatever its dependencies do, and asks none of them', async () => {
  const { api, down, asked } = withDependencies();
  down.add('cosmos');
  api.fail('orders', new Error('down'));
  const answer = await api.get('/health/live');

  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(asked.cosmos).toBe(0);
});

test('an instance is ready when all its dependencies are', async () => {
  const { api } = withDependencies();
  const answer = await api.get('/health/ready');

  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test.each([[['cosmos']], [['service-bus']], [['cosmos', 'service-bus']]])(
  'an instance that is not ready names %j, and nothing else of it',
  async (names) => {
    const { api, down } = withDependencies();
    for (const name of names) down.add(name);
    const answer = await api.get('/health/ready');

    expect(answer).toMatchObject({ status: 503, body: { code: 'busy' } });
    expect(pointersOf(answer)).toEqual(names);
    expect(answer.body.detail).toBe(`Not ready: ${names.join(', ')}.`);
    expect(answer.text).not.toContain('secret');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  },
);

test('however many ask, the dependencies are asked once in five seconds', async () => {
  const { api, down, asked } = withDependencies();
  await Promise.all(Array.from({ length: 5 }, () => api.get('/health/ready')));
  down.add('cosmos');
  api.clock.advance(4999);

  expect((await api.get('/health/ready')).status).toBe(200);
  expect(asked).toEqual({ cosmos: 1, 'service-bus': 1 });

  api.clock.advance(1);
  expect((await api.get('/health/ready')).status).toBe(503);

  down.clear();
  api.clock.advance(5000);
  expect((await api.get('/health/ready')).status).toBe(200);
});

test.each(['/health/live', '/health/ready'])('HEAD %s is enough for a probe', async (path) => {
  expect((await withDependencies().api.head(path)).status).toBe(200);
});
