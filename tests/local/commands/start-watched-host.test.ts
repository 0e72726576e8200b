import { setImmediate as turn } from 'node:timers/promises';
import { startWatchedHost } from '../../../local/commands/start-watched-host.ts';

/** Hosts and builds that a test controls. `history` has what happened, in order. */
const stage = () => {
  const history: string[] = [];
  const output: string[] = [];
  let rebuild = (): void => {};
  let failNextStart = false;
  let stopped: () => void = () => {};
  let crash: (reason: Error) => void = () => {};
  return {
    history,
    output,
    build: () => rebuild(),
    failNextStart: () => {
      failNextStart = true;
    },
    /** Lets the host that is stopping end. */
    endHost: () => stopped(),
    crash: (message: string) => crash(new Error(message)),
    options: {
      port: 0,
      startHost: async (port: number) => {
        history.push(`start on ${port}`);
        if (failNextStart) {
          failNextStart = false;
          throw new Error('');
        }
        return {
          url: 'http://127.0.0.1:4000',
          stop: async () => {
            history.push('stop');
            await new Promise<void>((resolve) => {
              stopped = resolve;
            });
          },
          broken: new Promise<never>((_, reject) => {
            crash = reject;
          }),
        };
      },
      watchBuilds: (onRebuilt: () => void) => {
        rebuild = onRebuilt;
        return {
          first: Promise.resolve(),
          stop: async () => void history.push('end builds'),
          broken: new Promise<never>(() => {}),
        };
      },
      write: (text: string) => void output.push(text),
    },
  };
};

const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await turn();
};

test('a later host gets the port of the first', async () => {
  const { history, build, endHost, options } = stage();
  await startWatchedHost(options);

  build();
  await settle();
  endHost();
  await settle();

  expect(history).toEqual(['start on 0', 'stop', 'start on 4000']);
});

test('builds that come while the app restarts are followed by one more restart', async () => {
  const { history, build, endHost, options } = stage();
  await startWatchedHost(options);

  build();
  await settle();
  build();
  build();
  build();
  endHost();
  await settle();
  endHost();
  await settle();

  expect(history).toEqual(['start on 0', 'stop', 'start on 4000', 'stop', 'start on 4000']);
});

test('an app that ends by itself is reported, and the next build starts it again', async () => {
  const { history, output, build, crash, endHost, options } = stage();
  await startWatchedHost(options);

  crash('The functions host ended by itself (exit code 1).');
  await settle();

  expect(output).toEqual([
    'The functions host ended by itself (exit code 1). It starts again after the next change.\n',
  ]);

  build();
  await settle();
  endHost();
  await settle();

  expect(history).toEqual(['start on 0', 'stop', 'start on 4000']);
});

test('an app that cannot start is an error at first, and no longer after a change', async () => {
  const first = stage();
  first.failNextStart();

  await expect(startWatchedHost(first.options)).rejects.toThrow('');
  expect(first.history).toEqual(['start on 0', 'end builds']);

  const later = stage();
  await startWatchedHost(later.options);
  later.failNextStart();
  later.build();
  await settle();
  later.endHost();
  await settle();

  expect(later.output).toEqual(['The app did not start. It starts again after the next change.\n']);
});
