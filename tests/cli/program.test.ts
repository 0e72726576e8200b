import { hearth, runNode } from '../support/run-hearth.ts';

describe('a mistake in what was typed', () => {
  test.each([
    ['dist/local/hearth.js', ['sleep', '--json']],
    ['dist/local/hearth.js', ['token', '--json']],
    ['dist/local/hearth.js', ['ops', 'status', '--everything', '--json']],
    ['dist/bench/cli.js', ['sleep', '--json']],
  ])('ends %s %j with 2, and with the one document that --json promises', async (file, args) => {
    const { code, stdout, stderr } = await runNode(file, ...args);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: expect.stringMatching(/unknown/) } });
    expect(stderr).toMatch(/^(error: )?unknown/);
  });

  test('ends the tools with 2', async () => {
    expect(await runNode('dist/tools/cli.js', 'generate', '--sleep')).toMatchObject({
      code: 2,
      stderr: "error: unknown option '--sleep'\n",
    });
  });
});

describe('the program', () => {
  const commands = ['start', 'local', 'token', 'ops', 'upload', 'replay'];

  test('lists its commands', async () => {
    const { code, stdout } = await hearth('--help');

    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\w+) .*\S\.?$/gm)].map(([, name]) => name);
    expect(listed).toEqual([...commands, 'help']);
  });

  test.each([
    [['sleep'], `error: unknown command 'sleep': choose one of ${commands.join(', ')}.\n`],
    [['local', 'moon'], /^error: unknown part 'moon': choose one of cosmos, /],
    [['ops', 'sleep'], /^error: unknown command 'sleep': choose one of status, /],
  ])('says which commands exist if it is given another: %j', async (args, message) => {
    const { code, stdout, stderr } = await hearth(...args);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
