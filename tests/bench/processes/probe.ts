// Loaded into a measured process before its program. Reports over IPC what the process has used.
// Needs `--expose-gc`.

/** Since the start of the process. `heapMb` is what remains after a full collection. */
export type Usage = { cpuMs: number; rssMb: number; heapMb?: number };

/** `collect` runs a collection first, which takes a while and should not be measured. */
export type Question = { collect: boolean };

const MB = 2 ** 20;

const isQuestion = (message: unknown): message is Question =>
  typeof message === 'object' && message !== null && 'collect' in message;

process.on('message', (message: unknown) => {
  if (!isQuestion(message)) return;
  const { user, system } = process.cpuUsage();
  if (message.collect) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const answer: Usage = {
    cpuMs: (user + system) / 1000,
    rssMb: rss / MB,
    ...(message.collect && { heapMb: heapUsed / MB }),
  };
  process.send?.(answer);
});
// A listener would keep the process alive, but only its program should decide when it ends.
process.channel?.unref();
