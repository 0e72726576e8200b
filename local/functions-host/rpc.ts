/** What this host uses of the protocol between the Functions host and the Node worker. */
export type RpcHttp = {
  method: string;
  url: string;
  nullableHeaders: Record<string, { value: string }>;
  nullableQuery: Record<string, { value: string }>;
  nullableParams: Record<string, { value: string }>;
  body?: { bytes: Uint8Array };
};

export type RpcTypedData =
  | { string: string }
  | { json: string }
  | { bytes: Uint8Array }
  | { int: number }
  | { collectionString: { string: string[] } }
  | { collectionBytes: { bytes: Uint8Array[] } }
  | { modelBindingData: { version: string; source: string; contentType: string; content: Uint8Array } }
  | { http: RpcHttp };

export type RpcRetryContext = {
  retryCount: number;
  maxRetryCount: number;
  exception?: { message: string; stackTrace: string };
};

export type RpcInvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: RpcTypedData }[];
  triggerMetadata: Record<string, RpcTypedData>;
  traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
  retryContext?: RpcRetryContext;
};

export type Binding = Readonly<Record<string, unknown>> & { readonly type: string; readonly direction: string };

export type RpcRetryOptions = {
  maxRetryCount: number;
  retryStrategy: 'fixedDelay' | 'exponentialBackoff';
  delayInterval?: { seconds: number };
  minimumInterval?: { seconds: number };
  maximumInterval?: { seconds: number };
};

export type FunctionMetadata = {
  name: string;
  functionId?: string;
  bindings: Record<string, Binding>;
  retryOptions?: RpcRetryOptions;
};

export type FunctionCallback = (...args: unknown[]) => unknown;

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical';
export type LogCategory = 'user' | 'system' | 'customMetric';

export type CoreInvocationContext = {
  invocationId: string;
  request: RpcInvocationRequest;
  metadata: FunctionMetadata;
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';
  log(level: LogLevel, category: LogCategory, message: string): void;
};

export type RpcInvocationResponse = {
  invocationId: string;
  outputData: { name: string; data: unknown }[];
  returnValue?: unknown;
};

type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<RpcInvocationResponse>;
};

export type ProgrammingModel = {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>> | Record<string, string>;
};
