import { spawnHost } from '../../../local/commands/spawn-host.ts';

const spawned = (source: string) =>
  spawnHost({
    command: process.execPath,
    args: ['-e', source],
    env: {},
    readyIn: (line) => /^ready (.*)/.exec(line)?.[1],
    write: () => {},
  });

describe('a host that ends by itself', () => {
  test('is reported with the signal that killed it', async () => {
    const { url: pid, broken } = await spawned('console.log("ready", process.pid); setInterval(() => {}, 1000)');
    process.kill(Number(pid), 'SIGKILL');

    await expect(broken).rejects.toThrow('The functions host ended by itself (killed by SIGKILL).');
  });

  test('is reported with its exit code', async () => {
    const { broken } = await spawned('console.log("ready now"); setTimeout(() => process.exit(3), 50)');

    await expect(broken).rejects.toThrow('The functions host ended by itself (exit code 3).');
  });

  test('is reported with the signal when it was not ready yet, and left to its own output otherwise', async () => {
    await expect(spawned('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('(killed by SIGKILL)');
    await expect(spawned('process.exit(1)')).rejects.toMatchObject({ name: 'UserError', message: '' });
  });
});
