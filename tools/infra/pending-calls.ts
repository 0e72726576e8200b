/**
 * Calls to another process, each with an id that its answer repeats. A call rejects if there is no
 * answer within `limitMs`.
 */
export const pendingCalls = <Answer extends { id: number }>(limitMs: number) => {
  const pending = new Map<number, (answer: Answer | Error) => void>();
  let calls = 0;
  return {
    start: (send: (id: number) => void, what: string): Promise<Answer> =>
      new Promise((resolve, reject) => {
        calls += 1;
        const id = calls;
        const timer = setTimeout(() => pending.get(id)?.(new Error(`No answer from ${what}`)), limitMs);
        pending.set(id, (answer) => {
          clearTimeout(timer);
          pending.delete(id);
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
        });
        send(id);
      }),
    settle: (answer: Answer): void => pending.get(answer.id)?.(answer),
    failAll: (error: Error): void => {
      for (const settle of pending.values()) settle(error);
    },
  };
};
