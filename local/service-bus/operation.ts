import type { Clock } from './clock.ts';
import { injectedFailures } from './failures.ts';
import type { FaultOperation, Faults } from './faults.ts';
import type { AmqpConnection, AmqpFailure } from './rhea-types.ts';

export type Operation<T> = {
  kind: FaultOperation;
  entity: string;
  connection: AmqpConnection;
  /** Performs the operation. Called at most once. */
  apply(): T;
  answer(result: T): void;
  fail(error: AmqpFailure): void;
};

/** Performs what a client asked for, subject to the active faults. */
export const perform = <T>(operation: Operation<T>, faults: Faults, clock: Clock): void => {
  const rule = faults.next(operation.kind, operation.entity);
  switch (rule?.fault) {
    case undefined:
    case 'lose-lock': // It strikes only deliveries.
      operation.answer(operation.apply());
      return;
    case 'reject-send':
      operation.fail(injectedFailures[rule.error ?? 'server-busy']);
      return;
    case 'delay':
      clock.after(rule.delayMs, () => operation.answer(operation.apply()));
      return;
    case 'drop-connection':
      if (rule.applied === 'after') operation.apply();
      operation.connection.socket.destroy();
      return;
    case 'timeout':
      // No answer is ever sent.
      if (rule.applied === 'after') operation.apply();
  }
};
