import { Option } from 'commander';
import { userError } from '../user-error.ts';
import { defaultPorts } from './default-ports.ts';
import { aspirePackage, findAspire } from './find-aspire.ts';
import { nameTakenPort } from './name-taken-port.ts';
import { type Part, portOption } from './parts.ts';

/** So that a trace is there to be read a second after the request. */
const EXPORT_MS = '1000';

/** Microsoft's host reads the protocol; the app always sends JSON. */
const telemetrySettings = (endpoint: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BSP_SCHEDULE_DELAY: process.env.OTEL_BSP_SCHEDULE_DELAY || EXPORT_MS,
});

export const tracesPortOption = (flag = '--traces-port'): Option =>
  portOption(flag, 'the traces (OTLP over HTTP)', defaultPorts.traces);

export type TracesStore = 'auto' | 'memory' | 'aspire';

const stores: readonly TracesStore[] = ['auto', 'memory', 'aspire'];

export const tracesOption = (): Option =>
  new Option(
    '--traces [store]',
    'record traces: with the Aspire dashboard if it is installed, otherwise the last 1,000 in memory',
  )
    .choices(stores)
    .preset('auto');

/** Keeps them in this process. */
const startMemory = async (port: number): Promise<Part> => {
  const { startTraces } = await import('../traces/start-traces.ts');
  const { url, stop } = await startTraces({ port });
  const settings = telemetrySettings(url);
  return { addresses: [['Traces', `${url}/traces`]], urls: { traces: url }, settings, stop };
};

const installHint = [
  `The Aspire dashboard is not installed: there is no ${aspirePackage} in NuGet's folder.`,
  'local/README.md says how to install it. Set ASPIRE_DASHBOARD to the program if it is elsewhere.',
].join('\n');

const startDashboard = async (program: string | undefined, port: number): Promise<Part> => {
  if (program === undefined) throw userError(installHint);
  const { startAspire } = await import('./start-aspire.ts');
  const { page, endpoint, stop, broken } = await startAspire(program, port);
  return { addresses: [['Traces (Aspire)', page]], settings: telemetrySettings(endpoint), stop, broken };
};

export const startTracesPart = (store: TracesStore, port: number, flag: string): Promise<Part> =>
  nameTakenPort('traces', { [flag]: port }, async () => {
    const program = store === 'memory' ? undefined : await findAspire(process.env);
    const inMemory = store === 'memory' || (store === 'auto' && program === undefined);
    return inMemory ? startMemory(port) : startDashboard(program, port);
  });
