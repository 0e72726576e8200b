import type { ExitCode } from '../client/exit-codes.ts';
import type { OpsClient } from './ops-client.ts';
import type { Activity } from './show-activity.ts';

/** What a command found or did. */
export type Outcome = {
  exitCode: ExitCode;
  /** The one document of `--json`; its shape is stable. */
  json: unknown;
  /** For people, or bytes as they came. */
  text: string | Buffer;
};

export type Task = (client: OpsClient, waiting: Activity) => Promise<Outcome>;
