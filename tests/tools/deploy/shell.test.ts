import { commandLine } from '../../../tools/deploy/shell.ts';

test('a command is shown as one could type it', () => {
  const where = { cwd: '/a b', env: { X: '1' } };
  expect(commandLine('az', ['x', "it's"], where)).toBe(`(cd '/a b' && X=1 az x 'it'\\''s')`);
});
