import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../statistics.ts';
import type { CredentialCost } from './credential-process.ts';

const LIMIT_MS = 60_000;
const variants = ['azure-identity', 'msal-node'] as const;
type Variant = (typeof variants)[number];

/** The identity endpoint of App Service, as far as both variants use it. */
const startEndpoint = async () => {
  const server = createServer((_, response) => {
    const expiresOn = Math.floor(Date.now() / 1000) + 24 * 3600;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        access_token: 'a-token',
        expires_on: String(expiresOn),
        resource: 'https://cosmos.azure.com',
        token_type: 'Bearer',
      }),
    );
  });
  const port = await listenOnFreePort(server);
  return { url: `http://127.0.0.1:${port}/msi/token`, close: () => server.close() };
};

const run = async (variant: Variant, endpoint: string): Promise<CredentialCost> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/identity/credential-process.js', variant], {
    env: { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: 'secret' },
    timeout: LIMIT_MS,
  });
  return JSON.parse(stdout);
};

/**
 * What a managed identity's token costs the first order of an instance. No goal: it shows what the
 * choice costs.
 */
export const identity: Benchmark = {
  about: 'the first token of the managed identity: @azure/identity against the MSAL beneath it',
  async run({ quick, progress }) {
    const rounds = quick ? 3 : 15;
    const endpoint = await startEndpoint();
    const costs: Record<Variant, CredentialCost[]> = { 'azure-identity': [], 'msal-node': [] };
    try {
      for (let round = 0; round <= rounds; round += 1) {
        progress(`round ${round} of ${rounds}`);
        for (const variant of variants) {
          const cost = await run(variant, endpoint.url);
          // The first round only warms the page cache.
          if (round > 0) costs[variant].push(cost);
        }
      }
    } finally {
      endpoint.close();
    }
    const of = (variant: Variant, measure: (cost: CredentialCost) => number) => median(costs[variant].map(measure));
    const lean = of('msal-node', ({ ms }) => ms);
    return {
      tables: [
        {
          title: 'First token of the managed identity',
          head: ['library', 'ms', 'to msal-node', 'KB read', 'RSS MB'],
          rows: variants.map((variant) => [
            variant,
            of(variant, ({ ms }) => ms).toFixed(1),
            (of(variant, ({ ms }) => ms) / lean).toFixed(2),
            (of(variant, ({ bytes }) => bytes) / 1000).toFixed(0),
            of(variant, ({ rssMb }) => rssMb).toFixed(1),
          ]),
        },
      ],
      goals: [],
      notes: [
        `Medians of ${rounds} fresh processes each, in turn; the Cosmos DB client is loaded before. The endpoint answers from this machine.`,
      ],
    };
  },
};
