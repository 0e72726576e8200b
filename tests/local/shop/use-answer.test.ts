type Answer = { value?: string; problem?: { status?: number } };
type Hook = {
  useAnswer: (read: () => Promise<Answer>, causes: [], isDone?: (value: string, same?: number) => boolean) => unknown;
};

jest.mock('preact/hooks', () => ({
  useState: (initial: unknown) => [initial, () => undefined],
  useEffect: (effect: () => unknown) => effect(),
}));

// Its types are those of a browser, which the tests do not have.
const { useAnswer } = jest.requireActual<Hook>('../../../local/shop/page/use-answer.ts');

const HOUR_MS = 3_600_000;

beforeEach(() => {
  jest.useFakeTimers();
  Object.assign(globalThis, { document: { hidden: false } });
});

afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(globalThis, 'document');
});

/** The pauses between the reads within an hour. */
const follow = async (read: (index: number) => Answer, isDone = (_: string, _same = 0) => false): Promise<number[]> => {
  const times: number[] = [];
  useAnswer(async () => read(times.push(Date.now()) - 1), [], isDone);
  await jest.advanceTimersByTimeAsync(HOUR_MS);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
};

test.each([400, 401, 403, 404, 409])('after a refusal with %i nothing is read again', async (status) => {
  expect(await follow(() => ({ problem: { status } }))).toEqual([]);
});

test.each([429, 500, 503, undefined])('after a failure with %p reading goes on', async (status) => {
  const problem = status === undefined ? {} : { status };

  expect((await follow(() => ({ problem }))).length).toBeGreaterThan(100);
});

test('a final value is not read again', async () => {
  expect(
    await follow(
      (index) => ({ value: String(index) }),
      (value) => value === '2',
    ),
  ).toEqual([300, 300]);
});

test('the pauses grow while nothing changes, and are short again after a change', async () => {
  const pauses = await follow((index) => ({ value: index < 12 ? 'placed' : 'confirmed' }));

  expect(pauses.slice(0, 3)).toEqual([300, 480, 768]);
  expect(pauses.slice(9, 14)).toEqual([10_000, 10_000, 10_000, 300, 480]);
});

test('a lost answer does not count as a change', async () => {
  const pauses = await follow((index) => (index % 2 ? { problem: {} } : { value: 'placed' }));

  expect(pauses.slice(0, 3)).toEqual([300, 480, 768]);
});
