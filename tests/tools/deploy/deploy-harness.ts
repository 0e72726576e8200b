import { createServer, type Server } from 'node:http';
import { type DeployDeps, deploy, type Target } from '../../../tools/deploy/deploy.ts';
import { shell } from '../../../tools/deploy/shell.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { type Answers, fakePrograms } from './fake-programs.ts';

const parameters =
  "param authIssuer = readEnvironmentVariable('ISSUER')\nparam name = readEnvironmentVariable('N', 'x')";
export const target: Target = {
  resourceGroup: 'shop',
  location: 'westeurope',
  name: 'hearth',
  events: true,
  changeHostStorage: false,
  purgeGateway: false,
};

/** Any file will do as package. */
export const PACKAGE = __filename;

/** What the gateway answers, by path. */
export const bodies: Readonly<Record<string, object>> = {
  '/api/v1/health/live': { status: 'live' },
  '/api/v1/health/ready': { status: 'ready' },
  '/api/v1/products?limit=1': { items: [] },
  '/api/v1/openapi.json': { openapi: '3.1.1' },
};
export const orders = '/api/v1/orders?limit=1';

/** The resource group exists, and these are its storage accounts. */
export const there = (accounts: readonly object[]): Answers => ({
  'az group exists': [{ out: 'true\n' }],
  'az storage account list --resource-group shop': [{ out: JSON.stringify(accounts) }],
});

export const lineOf = ({ program, args }: { program: string; args: readonly string[] }): string =>
  [program, ...args].join(' ');

export type Changes = Partial<DeployDeps> & { programs?: readonly string[]; to?: Target };

/** Runs `deploy` with fake programs and a gateway of its own. */
export const deployHarness = () => {
  const state = { asked: [] as string[], busy: 0, url: '' };
  let gateway: Server;

  beforeEach(async () => {
    Object.assign(state, { asked: [], busy: 0 });
    gateway = createServer((request, response) => {
      state.asked.push(request.url ?? '');
      const refused = request.url === orders && request.headers.authorization !== 'Bearer good';
      response.statusCode = state.busy-- > 0 ? 503 : refused ? 401 : 200;
      response.setHeader('connection', 'close').end(JSON.stringify(bodies[request.url ?? ''] ?? { items: [] }));
    });
    state.url = `http://127.0.0.1:${await listenOnFreePort(gateway)}/api/v1`;
  });

  afterEach(() => new Promise((resolve) => gateway.close(resolve)));

  const outputs = (packagesUrl = '', hosting = 'premium'): string =>
    JSON.stringify({
      appName: { value: 'hearth-app' },
      apiUrl: { value: state.url },
      packagesUrl: { value: packagesUrl },
      hosting: { value: hosting },
    });

  const answers = (changes: Answers = {}): Answers => ({
    'az version': [{ out: '{"azure-cli":"2.80.0"}' }],
    'func --version': [{ out: '4.5.0\n' }],
    'az group exists': [{ out: 'false\n' }],
    'az apim deletedservice list': [{ out: '[]' }],
    'az functionapp plan list': [{ out: '[]' }],
    'az cosmosdb list': [{ out: '[]' }],
    'az deployment group create --resource-group shop --name hearth --': [{ out: outputs() }],
    ...changes,
  });

  const run = async (changed: Answers = {}, { programs, to = target, ...changes }: Changes = {}) => {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const fakes = await fakePrograms(answers(changed), programs);
    try {
      const outcome = await deploy(
        {
          shell: shell(print),
          print,
          packageApp: async () => print('packaged'),
          appFolder: fakes.folder,
          appZip: PACKAGE,
          parameters,
          env: { ISSUER: 'https://issuer.example' },
          nodeVersion: '22.1.0',
          patience: { limitMs: 60_000, pauseMs: 1 },
          dryRun: false,
          ...changes,
        },
        to,
      ).then(
        () => 'done',
        (error: Error) => error.message,
      );
      return { outcome, lines, folder: fakes.folder, calls: await fakes.calls() };
    } finally {
      await fakes.remove();
    }
  };

  return { state, outputs, answers, run };
};
