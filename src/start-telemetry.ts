import { app } from '@azure/functions';
import type { LiveTelemetry } from './application/ports/telemetry.ts';
import { observeInvocations } from './functions/invocation.ts';
import { lazy } from './lazy.ts';
import type { TelemetrySettings } from './read-telemetry.ts';

/** From now on, invocations become traces and metrics. */
export const startTelemetry = (settings: TelemetrySettings): (() => Promise<LiveTelemetry>) => {
  const live = lazy(async () => (await import('./compose-telemetry.ts')).composeTelemetry(settings));
  const observe = async () => (await import('./functions/observe-invocations.ts')).invocationObserver(await live());
  observeInvocations(lazy(observe));
  app.hook.appTerminate(async () => (await live()).flush());
  return live;
};
