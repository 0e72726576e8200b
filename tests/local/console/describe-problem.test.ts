import { describeProblem } from '../../../local/console/page/describe-problem.ts';

test('only what is shown can be out of date', () => {
  const problem = 'There is no such product.';

  expect(describeProblem(undefined)).toBeUndefined();
  expect(describeProblem({ value: {}, problem: undefined })).toBeUndefined();
  expect(describeProblem({ value: {}, problem })).toBe('Not up to date. There is no such product.');
  expect(describeProblem({ value: undefined, problem })).toBe('There is no such product.');
});
