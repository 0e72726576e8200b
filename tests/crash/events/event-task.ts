import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import type { Task } from '../processes.ts';

export type Role = 'feed' | 'fan-out' | 'worker' | 'relay' | 'staff';

/** A call of a receiver. `staffWrites`: how often staff had changed the endpoint before it. */
type MadeCall = { endpointId: EndpointId; staffWrites: number; status: number | undefined };

/**
 * `since`: how many writes of endpoints there were when it began. `inCalm`: it began when nothing
 * went wrong any more.
 */
export type EventTask = Task & {
  readonly role: Role;
  readonly since: number;
  readonly inCalm: boolean;
  called?: MadeCall;
};

/** What every part of the world needs. */
export type Surroundings = {
  broken: (what: string) => void;
  currentTask: () => EventTask;
};
