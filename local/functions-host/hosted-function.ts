import type { RegisteredFunction } from './core-module.ts';

/** A function and how the host runs it. */
export type HostedFunction = {
  target: RegisteredFunction;
  /** One line for the list at start, such as `[GET,HEAD] http://127.0.0.1:7071/api/v1/orders`. */
  summary: (baseUrl: string) => string;
  disabled: boolean;
  /** Path template of an HTTP function. */
  invokeUrl?: string;
  /** Runs it by hand, as `POST /admin/functions/{name}` does. Never rejects. */
  run: (input: string) => Promise<void>;
  /** When its timer is due next. */
  nextRun?: () => Date | undefined;
  /** Why its trigger does not work now; undefined if it does. */
  problem?: () => string | undefined;
};

/** Takes work for functions until it is stopped. */
export type Listener = {
  /** Stops taking work. Resolves once no more can arrive; running work goes on. */
  stop: () => Promise<void>;
  /** Closes connections, after running work has ended. */
  close: () => Promise<void>;
};
