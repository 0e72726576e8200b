import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { InvocationContext, type LogLevel } from '@azure/functions';
import { azureExporters } from '../../src/adapters/telemetry/azure-exporters.ts';
import { sdkSink } from '../../src/adapters/telemetry/sdk-sink.ts';
import type { Sink } from '../../src/adapters/telemetry/sink.ts';
import { measureLogEvents } from '../../src/application/measure-log-events.ts';
import { logEvents } from '../../src/application/ports/log-events.ts';
import type { Charge, LogEventFields, LogEventName } from '../../src/application/ports/telemetry.ts';
import { invocationLog, invocationMeter, withInvocation } from '../../src/functions/invocation.ts';
import type { Row, Table } from '../support/kql/scope.ts';
import { at } from './estate.ts';

/** Rows of the tables of a workspace. Without `TimeGenerated` until it is said when they came. */
export type Data = Readonly<Record<'AppTraces' | 'AppMetrics' | 'ApiManagementGatewayLogs' | '_LogOperation', Table>>;

export const noData: Data = { AppTraces: [], AppMetrics: [], ApiManagementGatewayLogs: [], _LogOperation: [] };

/** What an invocation says and spends. */
export type Work = {
  say: <E extends LogEventName>(event: E, fields: LogEventFields[E]) => void;
  spend: (charge: Charge) => void;
};

const severities: Readonly<Record<LogLevel, number>> = {
  trace: 0,
  debug: 0,
  information: 1,
  warning: 2,
  error: 3,
  critical: 4,
  none: 0,
};

/** As Application Insights stores them. What the exporter leaves out is null. */
const metricRows = (body: unknown): Row[] => {
  const envelopes: unknown[] = Object(typeof body === 'string' ? JSON.parse(body) : body);
  return envelopes.flatMap((envelope) => {
    const { metrics, properties } = Object(at(envelope, 'data.baseData'));
    const points: unknown[] = Object(metrics);
    return points.map((point) => ({
      Name: at(point, 'name'),
      Sum: at(point, 'value'),
      ItemCount: at(point, 'count'),
      Min: at(point, 'min') ?? null,
      Max: at(point, 'max') ?? null,
      Properties: properties,
    }));
  });
};

type Collector = { sink: Sink; takeMetrics: () => Promise<Row[]> };

/** The app's own exporter, which sends to this process. */
const openCollector = (): Collector => {
  let rows: Row[] = [];
  const http: HttpClient = {
    sendRequest: async (request) => {
      rows.push(...metricRows(request.body));
      const bodyAsText = '{"itemsReceived":1,"itemsAccepted":1,"errors":[]}';
      return { request, status: 200, headers: createHttpHeaders(), bodyAsText };
    },
  };
  const before = process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true';
  const connectionString = 'InstrumentationKey=12345678-1234-1234-1234-123456789012';
  const onFailure = (reason: string): void => {
    throw new Error(reason);
  };
  const options = { serviceName: 'shop', instanceId: 'i', metricIntervalMs: 3_600_000, onFailure };
  const sink = sdkSink([azureExporters({ connectionString }, http)], options);
  if (before === undefined) delete process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;
  else process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = before;
  const takeMetrics = async (): Promise<Row[]> => {
    await sink.flush();
    const taken = rows;
    rows = [];
    return taken;
  };
  return { sink, takeMetrics };
};

let collector: Collector | undefined;

/** What an invocation of a function leaves in the workspace: its lines, the host's and metrics. */
export const collect = async (name: string, act: (work: Work) => void, fails = false): Promise<Data> => {
  collector ??= openCollector();
  const { sink, takeMetrics } = collector;
  const AppTraces: Row[] = [];
  const logHandler = (level: LogLevel, ...[text]: unknown[]) =>
    void AppTraces.push({ Message: String(text), SeverityLevel: severities[level] });
  const measure = measureLogEvents({
    count: (metric, value, labels) => sink.measure({ metric, value, labels }),
    record: (metric, value, labels) => sink.measure({ metric, value, labels }),
  });
  const work: Work = {
    say: (event, fields) => {
      measure(event, fields);
      const [level] = logEvents[event].levels;
      invocationLog[level](event, fields);
    },
    spend: (charge) => {
      invocationMeter(charge);
      const { operation, units } = charge;
      sink.measure({ metric: 'hearth.cosmos.request_charge', value: units, labels: { operation } });
    },
  };
  const context = new InvocationContext({ invocationId: 'i', functionName: name, logHandler });
  await withInvocation(context, async () => act(work));
  const Message = `Executed 'Functions.${name}' (${fails ? 'Failed' : 'Succeeded'}, Id=i, Duration=5ms)`;
  AppTraces.push({ Message, SeverityLevel: fails ? 3 : 1 });
  return { ...noData, AppTraces, AppMetrics: await takeMetrics() };
};

const eachTable = (change: (table: Table, name: keyof Data) => Table, data: Data): Data => ({
  AppTraces: change(data.AppTraces, 'AppTraces'),
  AppMetrics: change(data.AppMetrics, 'AppMetrics'),
  ApiManagementGatewayLogs: change(data.ApiManagementGatewayLogs, 'ApiManagementGatewayLogs'),
  _LogOperation: change(data._LogOperation, '_LogOperation'),
});

export const stampData = (data: Data, time: number): Data =>
  eachTable((table) => table.map((row) => ({ TimeGenerated: time, ...row })), data);

export const joinData = (parts: readonly Data[]): Data =>
  eachTable((_, name) => parts.flatMap((part) => part[name]), noData);

/** Without the rows that an outage would not have let in. */
export const dropRows = (data: Data, isLost: (row: Row, table: keyof Data) => boolean): Data =>
  eachTable((table, name) => table.filter((row) => !isLost(row, name)), data);

/** The rows that an alert with such a window sees. */
export const dataSince = (data: Data, from: number, to: number): Data =>
  dropRows(data, ({ TimeGenerated: time }) => Number(time) <= from || Number(time) > to);
