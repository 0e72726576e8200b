// Reads queries by name, as JSON, from the standard input. Prints what Microsoft's language service
// of Kusto finds wrong with them, as a list in JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

/** Of the columns that Azure Monitor documents, those that a query may want. */
const tables = {
  AppTraces: 'TimeGenerated: datetime, Message: string, SeverityLevel: int, OperationId: string, Properties: dynamic',
  AppMetrics:
    'TimeGenerated: datetime, Name: string, Sum: real, Min: real, Max: real, ItemCount: int, Properties: dynamic',
  AppRequests:
    'TimeGenerated: datetime, Name: string, Success: bool, ResultCode: string, DurationMs: real, ItemCount: int',
  AppDependencies: 'TimeGenerated: datetime, Name: string, DurationMs: real, OperationId: string, Properties: dynamic',
  ApiManagementGatewayLogs: 'TimeGenerated: datetime, ResponseCode: int, OperationId: string',
  _LogOperation: 'TimeGenerated: datetime, Category: string, Operation: string, Level: string, Detail: string',
};

// A class of .NET has one constructor for each list of parameters, with a number for a name.
const workspace = new Symbols.DatabaseSymbol.$ctor1(
  'workspace',
  Object.entries(tables).map(([name, columns]) => new Symbols.TableSymbol.$ctor7(name, `(${columns})`, null)),
  false,
);
const globals = GlobalState.Default.WithDatabase(workspace);

const findings = Object.entries(JSON.parse(readFileSync(0, 'utf8'))).flatMap(([name, query]) => {
  const diagnostics = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: diagnostics.Count }, (_, i) => {
    const { Severity: severity, Code: code, Message: message } = diagnostics.getItem(i);
    return `${name}: ${severity} ${code}: ${message}`;
  });
});

process.stdout.write(JSON.stringify(findings));
