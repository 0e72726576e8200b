import { replaceableHost } from '../../../local/commands/replaceable-host.ts';

/** Hosts that a test controls. `history` has what happened, in order. */
const stage = () => {
  const history: string[] = [];
  let crash: (reason: Error) => void = () => {};
  let onStart = (): void => {};
  let failStart = false;
  const hosts = replaceableHost(async (port) => {
    history.push(`start on ${port}`);
    onStart();
    if (failStart) throw new Error('does not start');
    return {
      url: 'http://127.0.0.1:4000',
      stop: async () => void history.push('stop'),
      kill: async () => void history.push('kill'),
      broken: new Promise<never>((_, reject) => {
        crash = reject;
      }),
    };
  }, 0);
  return {
    history,
    hosts,
    crash: (message: string) => crash(new Error(message)),
    failStarts: () => {
      failStart = true;
    },
    nextStart: () =>
      new Promise<void>((resolve) => {
        onStart = resolve;
      }),
  };
};

test('a killed host is replaced on the same port', async () => {
  const { hosts, history, nextStart } = stage();
  const host = await hosts.start(0);
  const started = nextStart();

  await hosts.kill();
  await started;
  await host.stop();

  expect(history).toEqual(['start on 0', 'kill', 'start on 4000', 'stop']);
});

test('killing it again while it is down does nothing', async () => {
  const { hosts, history, nextStart } = stage();
  await hosts.start(0);
  const started = nextStart();

  await Promise.all([hosts.kill(), hosts.kill()]);
  await started;

  expect(history.filter((what) => what === 'kill')).toHaveLength(1);
});

test('no host is started again once it is stopped', async () => {
  const { hosts, history } = stage();
  const host = await hosts.start(0);

  await hosts.kill();
  await host.stop();
  await hosts.kill();

  expect(history).toEqual(['start on 0', 'kill', 'stop']);
});

test('a host that ends by itself, or that cannot start again, is reported', async () => {
  const first = stage();
  const { broken } = await first.hosts.start(0);
  first.crash('ended by itself');
  await expect(broken).rejects.toThrow('ended by itself');

  const second = stage();
  const host = await second.hosts.start(0);
  second.failStarts();
  await second.hosts.kill();
  await expect(host.broken).rejects.toThrow('does not start');
});
