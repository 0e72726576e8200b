import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { sourcesIn } from './support/sources-in.ts';

const root = join(__dirname, '..');

type Settings = Record<string, string | undefined>;

const isTextRecord = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string');

const example = (): Record<string, string> => {
  const { Values } = JSON.parse(readFileSync(join(root, 'local.settings.json.example'), 'utf8'));
  if (!isTextRecord(Values)) throw new Error('Values must hold only strings.');
  return Values;
};

const azure = (): Settings => ({
  ...example(),
  Cosmos: undefined,
  Cosmos__accountEndpoint: 'https://shop.documents.azure.com:443/',
  ServiceBus: undefined,
  ServiceBus__fullyQualifiedNamespace: 'shop.servicebus.windows.net',
  Media: undefined,
  Media__blobServiceUri: 'https://shop.blob.core.windows.net',
  Media__queueServiceUri: 'https://shop.queue.core.windows.net',
  AUTH_ISSUER: 'https://login.microsoftonline.com/tenant/v2.0',
});

/** The lines of the error that lists what is wrong. */
const problemsOf = (env: Settings): string[] => {
  try {
    readConfig(env);
  } catch (error) {
    const { message } = Object(error);
    return String(message)
      .split('\n')
      .filter((line) => line.startsWith('  - '));
  }
  return [];
};

const problem = (changes: Settings, base: Settings = example()): string => {
  const problems = problemsOf({ ...base, ...changes });
  expect(problems).toHaveLength(1);
  return problems.join();
};

test('the settings of the example make a valid configuration', () => {
  expect(readConfig(example())).toMatchObject({
    cosmos: { connectionString: expect.stringContaining('AccountEndpoint='), database: 'hearth' },
    serviceBus: { connectionString: expect.stringContaining('Endpoint=sb://') },
    media: { connectionString: expect.stringMatching(/./) },
    uploadEvents: 'LogsAndContainerScan',
    auth: { issuer: 'http://127.0.0.1:7080', audience: 'api://hearth' },
    lowStock: 5,
    auditRetentionDays: 365,
    webhooks: { allowLoopback: true },
    backOff: { maxAttempts: 10, baseMs: 1000, capMs: 300_000 },
  });
});

test('settings with a default may be left out', () => {
  const optional = [
    'ALLOWED_ORIGINS',
    'LOW_STOCK',
    'AUDIT_RETENTION_DAYS',
    'RETRY_MAX_ATTEMPTS',
    'RETRY_BASE_MS',
    'RETRY_CAP_MS',
    'UPLOAD_EVENTS',
    'WEBHOOK_ALLOW_LOOPBACK',
  ];
  const env = { ...example(), ...Object.fromEntries(optional.map((name) => [name, undefined])) };
  expect(readConfig(env)).toMatchObject({
    lowStock: 5,
    backOff: { maxAttempts: 10 },
    uploadEvents: 'LogsAndContainerScan',
    webhooks: { allowLoopback: false },
  });
});

test('with nothing set, one message names everything that is missing', () => {
  const problems = problemsOf({});
  for (const name of [
    'Cosmos',
    'COSMOS_DATABASE',
    'ServiceBus',
    'Media',
    'AUTH_ISSUER',
    'AUTH_AUDIENCE',
    'RELAY_SCHEDULE',
    'REPORT_SCHEDULE',
    'RECONCILE_SCHEDULE',
    'CLEAN_UP_SCHEDULE',
    'RECONCILE_EVENTS_SCHEDULE',
  ]) {
    expect(problems.filter((line) => line.startsWith(`  - ${name} `))).toHaveLength(1);
  }
  expect(problems).toHaveLength(11);
});

test('malformed settings are named together with missing ones', () => {
  const changes = { AUTH_AUDIENCE: ' ', AUTH_ISSUER: 'x', LOW_STOCK: 'many', ALLOWED_ORIGINS: 'shop', Cosmos: 'x' };
  const problems = problemsOf({ ...example(), ...changes }).join('\n');
  for (const name of Object.keys(changes)) expect(problems).toContain(name);
});

describe('a connection', () => {
  test('that is a group selects the managed identity', () => {
    const { cosmos, serviceBus, media } = readConfig(azure());

    expect(cosmos).toEqual({ address: 'https://shop.documents.azure.com:443/', database: 'hearth' });
    expect(serviceBus).toEqual({ address: 'shop.servicebus.windows.net' });
    expect(media).toEqual({
      address: 'https://shop.blob.core.windows.net',
      queueAddress: 'https://shop.queue.core.windows.net',
    });
  });

  test('may name a user-assigned identity', () => {
    expect(readConfig({ ...azure(), ServiceBus__clientId: 'id' }).serviceBus).toMatchObject({ clientId: 'id' });
  });

  test('of the media account needs no address of its queues with a connection string', () => {
    expect(readConfig({ ...azure(), Media: 'UseDevelopmentStorage=true', Media__queueServiceUri: '' }).media).toEqual({
      connectionString: 'UseDevelopmentStorage=true',
    });
  });

  test('by connection string wins over a group', () => {
    expect(readConfig({ ...azure(), ...example() }).serviceBus).toEqual({ connectionString: example().ServiceBus });
  });

  test('with the prefix of the host wins over one without, as in the host, be it a group or a connection string', () => {
    const connectionString = 'Endpoint=sb://other/;SharedAccessKeyName=a;SharedAccessKey=b';
    expect(readConfig({ ...example(), AzureWebJobsServiceBus: connectionString }).serviceBus).toEqual({
      connectionString,
    });

    const group = {
      AzureWebJobsServiceBus__fullyQualifiedNamespace: 'other.servicebus.windows.net',
      AzureWebJobsServiceBus__clientId: 'id',
    };
    expect(readConfig({ ...example(), ...group }).serviceBus).toEqual({
      address: 'other.servicebus.windows.net',
      clientId: 'id',
    });
  });

  test('that is empty counts as missing', () => {
    expect(readConfig({ ...azure(), Cosmos: '', AzureWebJobsCosmos: '' }).cosmos).toMatchObject({
      address: expect.any(String),
    });
    expect(readConfig({ ...example(), AzureWebJobsCosmos: '' }).cosmos).toEqual(readConfig(example()).cosmos);
  });

  test.each([
    ['Cosmos', 'not a connection string'],
    ['Cosmos', 'AccountKey=topsecret'],
    ['ServiceBus', 'not a connection string'],
    ['ServiceBus', 'SharedAccessKeyName=a;SharedAccessKey=topsecret'],
    ['Media', 'not a connection string'],
    ['Media', 'AccountKey=topsecret;EndpointSuffix=core.windows.net'],
    ['Media', 'BlobEndpoint=https://shop.blob.core.windows.net;SharedAccessSignature=topsecret'],
  ])('%s of another service is refused without a word of its key', (name, value) => {
    const line = problem({ [name]: value });
    expect(line).toContain(name);
    expect(line).not.toContain('topsecret');
  });

  test.each([
    ['Cosmos__accountEndpoint', 'shop.documents.azure.com'],
    ['Cosmos__accountEndpoint', 'http://shop.documents.azure.com'],
    ['ServiceBus__fullyQualifiedNamespace', 'sb://shop.servicebus.windows.net/'],
    ['ServiceBus__fullyQualifiedNamespace', 'https://shop.servicebus.windows.net'],
    ['Media__blobServiceUri', 'shop.blob.core.windows.net'],
    ['Media__blobServiceUri', 'http://shop.blob.core.windows.net'],
    ['Media__queueServiceUri', 'http://shop.queue.core.windows.net'],
    ['Media__queueServiceUri', ''],
  ])('%s may not be %s', (name, value) => {
    expect(problem({ [name]: value }, azure())).toContain(name);
  });
});

describe('the issuer', () => {
  test.each(['https://id.example/', 'http://localhost:1', 'http://127.0.0.1:7080', 'http://[::1]:7080'])(
    'may be %s',
    (issuer) => {
      expect(readConfig({ ...example(), AUTH_ISSUER: issuer }).auth.issuer).toBe(issuer);
    },
  );

  test.each([
    'http://id.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'ftp://localhost',
    'javascript:alert(1)',
    'id.example',
    '//id.example',
  ])('may not be %s', (issuer) => {
    expect(problem({ AUTH_ISSUER: issuer })).toContain('AUTH_ISSUER');
  });
});

test.each(['*', 'shop.example', 'https://shop.example/', 'https://shop.example/path', 'null', 'ftp://shop.example'])(
  'the origin %s is refused',
  (origin) => {
    expect(problem({ ALLOWED_ORIGINS: `https://ok.example, ${origin}` })).toContain(origin);
  },
);

test.each(['', ' ', '-1', '1.5', '1e2', '0x10', 'x', '1000001', '99999999999999999999'])(
  'a whole number may not be %j',
  (value) => {
    expect(problem({ LOW_STOCK: value })).toContain('LOW_STOCK');
  },
);

test.each([
  ['RETRY_MAX_ATTEMPTS', '0'],
  ['RETRY_MAX_ATTEMPTS', '21'],
  ['RETRY_BASE_MS', '0'],
  ['RETRY_CAP_MS', '86400001'],
])('%s may not be %s', (name, value) => {
  expect(problem({ [name]: value })).toContain(name);
});

test.each(['LogsAndContainerScan', 'EventGrid'])('uploads may be detected by %s', (source) => {
  expect(readConfig({ ...example(), UPLOAD_EVENTS: source }).uploadEvents).toBe(source);
});

test.each(['', 'eventgrid', 'Polling'])('uploads may not be detected by %j', (source) => {
  expect(problem({ UPLOAD_EVENTS: source })).toContain('UPLOAD_EVENTS');
});

test.each(['', 'yes', 'TRUE', '1'])('whether webhooks may reach loopback may not be %j', (value) => {
  expect(problem({ WEBHOOK_ALLOW_LOOPBACK: value })).toContain('WEBHOOK_ALLOW_LOOPBACK');
});

test.each(['* * * * *', '0 * * * * * *', 'daily'])('a schedule may not be %s', (schedule) => {
  for (const name of ['RELAY_SCHEDULE', 'REPORT_SCHEDULE', 'RECONCILE_SCHEDULE', 'RECONCILE_EVENTS_SCHEDULE'])
    expect(problem({ [name]: schedule })).toContain(name);
});

test('telemetry is exported only if a setting says where', () => {
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  const azure = { APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=00000000-0000-0000-0000-000000000001' };

  expect(readConfig(example()).telemetry).toBeUndefined();
  expect(readConfig({ ...example(), ...otlp }).telemetry).toBeDefined();
  expect(readConfig({ ...example(), ...azure }).telemetry).toBeDefined();
  expect(readConfig({ ...example(), ...otlp, OTEL_SDK_DISABLED: 'true' }).telemetry).toBeUndefined();
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
  ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'IngestionEndpoint=https://example.com'],
])('%s may not be %s', (name, value) => {
  expect(problem({ [name]: value })).toContain(name);
});

describe('the example', () => {
  const sources = sourcesIn('src').map(({ text }) => text);

  /**
   * Every setting that the app reads, with any result, and every one that it asks the host to read.
   * Not those that OpenTelemetry and Azure have named: without them nothing is exported.
   */
  const settings = (): Set<string> => {
    const read = new Set<string>();
    problemsOf(
      new Proxy<Settings>(
        {},
        {
          get: (_, name) => {
            read.add(String(name));
            return undefined;
          },
        },
      ),
    );
    const named = sources.flatMap((source) => [...source.matchAll(/'%(\w+)%'/g)].map(([, name]) => String(name)));
    const bound = sources.flatMap((source) =>
      [...source.matchAll(/connection: '(\w+)'/g)].map(([, name]) => String(name)),
    );
    return new Set(
      [...read, ...named, ...bound].filter((name) => !/^AzureWebJobs|__|^OTEL_|^APPLICATIONINSIGHTS_/.test(name)),
    );
  };

  // Read by the host itself.
  const ofTheHost = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'];

  test('lists every setting that the app names, and no other', () => {
    expect(settings().size).toBeGreaterThan(5);
    expect(
      Object.keys(example())
        .filter((name) => !ofTheHost.includes(name))
        .toSorted(),
    ).toEqual([...settings()].toSorted());
  });

  test('lets the same origins in as the host lets', () => {
    const { Host } = JSON.parse(readFileSync(join(root, 'local.settings.json.example'), 'utf8'));
    expect(Host.CORS).toBe(example().ALLOWED_ORIGINS);
  });
});
