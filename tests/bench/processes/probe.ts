// Loaded into a process that is measured, before its program: answers its parent, over IPC, with what it has used so far. Needs `--expose-gc`.

/** Since the start of the process; `heapMb` is what a full collection leaves. */
export type Usage = { cpuMs: number; rssMb: number; heapMb?: number };

/** `collect` first: takes a while, and is not to be measured. */
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
// Whoever listens keeps the process alive; its program alone decides when it ends.
process.channel?.unref();
