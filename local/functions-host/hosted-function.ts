import type { RegisteredFunction } from './core-module.ts';

/** A function with what the host knows about waking it. */
export type HostedFunction = {
  target: RegisteredFunction;
  /** One line for the list at start, such as `[GET,HEAD] http://127.0.0.1:7071/api/v1/orders`. */
  summary: (baseUrl: string) => string;
  disabled: boolean;
  /** Path and template of an HTTP function. */
  invokeUrl?: string;
  /** Runs it by hand, as `POST /admin/functions/{name}` does; HTTP functions have none. Never rejects. */
  run?: (input: string) => Promise<void>;
  /** Why it cannot wake now; undefined when it can. */
  problem?: () => string | undefined;
};

/** Something that takes work for functions until it is stopped. */
export type Listener = {
  /** Takes no more work; resolves once no more can come. Work in hand goes on. */
  stop: () => Promise<void>;
  /** After the work in hand has ended: lets go of connections. */
  close: () => Promise<void>;
};
