/**
 * Which imports the linter rejects: those that match `never`, or all that do not match `only`. Both
 * are gitignore patterns for the path as it is written in the import. The third form allows only a
 * few names.
 */
export type Rule = { message: string } & (
  | { never: readonly string[]; unless?: readonly string[] }
  | { only: readonly string[] }
  | { never: string; unlessNames: readonly string[] }
);

/**
 * Files and the rules for their imports. If several rooms contain a file, only the last one counts.
 */
export type Room = { files: string; rules: readonly Rule[] };

/** From the top down: a subject imports only those of the levels below its own. */
const levels = [
  ['audit'],
  ['dead-letters'],
  ['webhooks'],
  ['events'],
  ['images'],
  ['products'],
  ['orders'],
  ['stock', 'reports', 'jobs'],
];
const subjects = levels.flat();
const inFolders = (names: readonly string[]): string => `**/{${names.join(',')}}/**`;

const sharedRule: Rule = {
  never: [inFolders(subjects)],
  message: 'what all subjects share imports no subject.',
};

const subjectRule = (subject: string, level: number): Rule => ({
  never: levels
    .slice(0, level + 1)
    .flat()
    .filter((other) => other !== subject)
    .map((other) => `**/${other}/**`),
  message: `${subject} imports no subject beside or above it: ${levels.map((names) => names.join(', ')).join(' -> ')}.`,
});

const newSubjectRule: Rule = {
  never: ['**'],
  message: 'this folder is not a subject yet: add it to tools/boundaries/boundaries.ts, then run "npm run generate".',
};

/** The rooms of one layer: what its subjects share, then each subject. */
const subjectRooms = (folder: string, shared: readonly Rule[], own: readonly Rule[]): Room[] => [
  { files: `${folder}/*.ts`, rules: [...shared, sharedRule] },
  { files: `${folder}/*/**`, rules: [newSubjectRule] },
  ...levels.flatMap((names, level) =>
    names.map((subject) => ({ files: `${folder}/${subject}/**`, rules: [...own, subjectRule(subject, level)] })),
  ),
];

const outsideSrc = inFolders(['cli', 'local', 'tools']);
const onTheWire: Rule = { never: [outsideSrc], message: 'src, cli and local meet on the wire, never by import.' };
const sdks: Rule = {
  never: ['@azure/**', '@opentelemetry/**', 'sharp', 'jose'],
  unless: ['@azure/functions', '@azure/functions-extensions-base'],
  message: 'SDKs appear only in adapters and composition.',
};
const environment: Rule = { never: ['node:process'], message: 'process.env is read only in main.' };

const applicationMessage =
  'application imports only domain (hashes with node:crypto, and bounds its waits and what runs at once).';

const functions: readonly Rule[] = [
  {
    never: ['**/adapters/**', outsideSrc, '**/composition.ts', '**/main.ts', '**/config.ts'],
    message: 'functions get their use cases handed in; they know neither adapters, settings, cli nor local.',
  },
  sdks,
  {
    never: '@azure/functions',
    unlessNames: [
      'CosmosDBv4LatestVersionFunctionOptions',
      'HttpHandler',
      'HttpMethod',
      'HttpRequest',
      'HttpResponseInit',
      'InvocationContext',
      'ServiceBusQueueHandler',
      'StorageBlobHandler',
      'Timer',
      'TimerHandler',
    ],
    message: 'functions import types of @azure/functions, never values.',
  },
  environment,
];

const nodeModules = ['node:*', 'node:*/*'];

export const boundaries: readonly Room[] = [
  {
    files: 'bin/**',
    rules: [{ only: nodeModules, message: 'bin starts what was built: it imports only modules of Node.' }],
  },
  {
    files: 'build/**',
    rules: [
      { only: ['./*.mjs', ...nodeModules, 'esbuild'], message: 'build knows the rest of the tree by its paths.' },
    ],
  },
  {
    files: 'src/domain/**',
    rules: [
      {
        only: ['./*.ts', 'node:crypto', 'node:net'],
        message:
          'domain is pure: it imports nothing but domain (and hashes with node:crypto, and compares addresses with node:net).',
      },
      {
        never: 'node:net',
        unlessNames: ['BlockList', 'isIPv4', 'isIPv6'],
        message: 'domain opens no connection: of node:net it uses only the arithmetic of addresses.',
      },
    ],
  },
  ...subjectRooms(
    'src/application',
    [
      {
        only: [
          './*.ts',
          './ports/*.ts',
          ...subjects.map((subject) => `./${subject}/*.ts`),
          '../domain/*.ts',
          '../before-deadline.ts',
          '../each-bounded.ts',
          'node:crypto',
        ],
        message: applicationMessage,
      },
    ],
    [
      {
        only: [
          './*.ts',
          '../*.ts',
          '../ports/*.ts',
          ...subjects.map((subject) => `../${subject}/*.ts`),
          '../../domain/*.ts',
          '../../before-deadline.ts',
          '../../each-bounded.ts',
          'node:crypto',
        ],
        message: applicationMessage,
      },
    ],
  ),
  {
    files: 'src/application/ports/**',
    rules: [
      {
        only: ['./*.ts', '../../domain/*.ts'],
        message: 'ports are types over domain and over each other; they know no use case.',
      },
    ],
  },
  {
    files: 'src/adapters/**',
    rules: [
      {
        never: ['**/functions/**', outsideSrc, '@azure/functions', '@azure/functions/**'],
        message: 'adapters know neither functions, cli nor local; the Functions SDK stays in main and functions.',
      },
      {
        never: ['**/main.ts', '**/composition.ts', '**/config.ts'],
        message:
          'composition knows the adapters, never the other way round; what they need of the settings is handed in.',
      },
      {
        never: ['**/application/**'],
        unless: ['**/application/ports/*.ts'],
        message: 'adapters implement application/ports and know no use case.',
      },
      environment,
    ],
  },
  { files: 'src/functions/**', rules: functions },
  ...subjectRooms('src/functions/http', functions, functions),
  { files: 'src/*.ts', rules: [onTheWire] },
  {
    files: 'src/{main,registrars,start-telemetry}.ts',
    rules: [onTheWire, { never: ['**/adapters/**'], message: 'only composition knows the adapters.' }, sdks],
  },
  {
    files: 'src/{composition,compose-audit,compose-events,compose-telemetry,compose-webhooks}.ts',
    rules: [
      onTheWire,
      {
        never: ['**/functions/**', '**/main.ts', '@azure/functions'],
        message: 'functions get their use cases handed in by main; composition knows nothing of what wakes them.',
      },
      environment,
    ],
  },
  {
    files: 'src/{config,read-telemetry,settings}.ts',
    rules: [
      {
        only: [
          './settings.ts',
          './read-telemetry.ts',
          './is-secure-url.ts',
          './domain/*.ts',
          './application/capabilities.ts',
        ],
        message: 'config is pure: process.env comes in as an argument.',
      },
    ],
  },
  {
    files: 'cli/**',
    rules: [
      {
        never: [inFolders(['src', 'local', 'tools'])],
        message: 'cli works against any Hearth: it knows the API, never the code of src, local or tools.',
      },
    ],
  },
  {
    files: 'local/**',
    rules: [
      {
        never: [inFolders(['src', 'cli', 'tools'])],
        message: 'local is the cloud on a laptop: it meets src and cli on the wire, never by import.',
      },
    ],
  },
  {
    files: 'local/console/page/**',
    rules: [
      {
        only: [
          './*.ts',
          './*.tsx',
          '../*.ts',
          '../*.tsx',
          './*/*.tsx',
          '../parts/*.tsx',
          '../../*.ts',
          '../topics/*.ts',
          'preact',
          'preact/hooks',
        ],
        message: 'the page runs in a browser: of the server it knows only types.',
      },
    ],
  },
  {
    files: 'local/shop/page/**',
    rules: [
      {
        only: [
          './*.ts',
          './*.tsx',
          '../../../docs/examples/api-types.ts',
          '@preact/signals',
          'ky',
          'preact',
          'preact/hooks',
          'thumbhash',
        ],
        message: 'the shop knows nothing of Hearth but its public API.',
      },
    ],
  },
  {
    files: 'local/hearth.ts',
    rules: [
      {
        never: [inFolders(['src', 'tools'])],
        message: 'the program starts local and the commands of cli; it meets src on the wire, never by import.',
      },
    ],
  },
  {
    files: 'tools/**',
    rules: [
      {
        never: [inFolders(['cli', 'local'])],
        message: 'tools describe and ship the app; neither cli nor the laptop cloud is part of that.',
      },
      {
        never: ['**/src/**'],
        unless: [
          '**/src/functions/http/**',
          '**/src/application/*/present-*.ts',
          '**/src/application/ports/{*log-event*,metric,metrics}.ts',
          '**/src/domain/*.ts',
        ],
        message:
          'tools know the app by its contracts: functions/http, application/*/present-*, the tables in ports and domain.',
      },
    ],
  },
];
