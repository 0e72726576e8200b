import { noTelemetry } from '../../src/application/ports/no-telemetry.ts';
import type { Origin } from '../../src/domain/origin.ts';

/** What use cases get if no telemetry is exported and nothing is known of their callers. */
export const untraced = { telemetry: noTelemetry, findOrigin: (): Origin | undefined => undefined };
