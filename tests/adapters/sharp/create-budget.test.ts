import { createBudget } from '../../../src/adapters/sharp/create-budget.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Runs work of these weights under a budget of 10. Each part ends when the test says so. */
const stage = (...weights: number[]) => {
  const budget = createBudget(10);
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const runs = weights.map((weight, n) =>
    budget.run(weight, () => {
      begun.push(n);
      return new Promise<void>((resolve, reject) => {
        ends[n] = (error) => (error ? reject(error) : resolve());
      });
    }),
  );
  const end = async (n: number, error?: Error): Promise<void> => {
    await settled();
    ends[n]?.(error);
    await runs[n]?.catch(() => {});
    await settled();
  };
  return { begun, end };
};

test('work starts while its weight fits, and the rest when room becomes free', async () => {
  const { begun, end } = stage(4, 6, 5, 5, 1);
  await settled();
  expect(begun).toEqual([0, 1]);

  await end(1);
  expect(begun).toEqual([0, 1, 2]);

  await end(0);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('heavy work is not overtaken for ever by light work', async () => {
  const { begun, end } = stage(5, 10, 1);
  await settled();
  expect(begun).toEqual([0]);

  await end(0);
  expect(begun).toEqual([0, 1]);
});

test('work that fails gives its room back', async () => {
  const { begun, end } = stage(10, 10);
  await end(0, new Error('no'));
  expect(begun).toEqual([0, 1]);
});

test('work heavier than the whole budget runs by itself', async () => {
  const { begun, end } = stage(1, 99, 1);
  await end(0);
  expect(begun).toEqual([0, 1]);

  await end(1);
  expect(begun).toEqual([0, 1, 2]);
});
