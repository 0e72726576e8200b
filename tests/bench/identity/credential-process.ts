// `node credential-process.js azure-identity|msal-node`, in a fresh process: loads the Cosmos DB
// client as for an order, then measures loading a credential and getting its first token. Prints
// one line of JSON.
import { readFileSync } from 'node:fs';

const CLIENT = '00000000-0000-0000-0000-000000000000';

export type CredentialCost = { ms: number; bytes: number; rssMb: number };

const bytesRead = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);

const credential = async (name: string) => {
  if (name === 'azure-identity') {
    const { azureCredential } = await import('../../../src/adapters/auth/azure-credential.ts');
    return azureCredential(CLIENT);
  }
  const { leanCredential } = await import('./lean-credential.ts');
  return leanCredential(CLIENT);
};

await import('../../../src/adapters/cosmos/cosmos-client.ts');
const bytes = bytesRead();
const rss = process.memoryUsage.rss();
const started = performance.now();
const token = await (await credential(process.argv[2] ?? '')).getToken('https://cosmos.azure.com/.default');
const ms = performance.now() - started;
if (token?.token !== 'a-token') throw new Error('No token came.');
const cost: CredentialCost = {
  ms,
  bytes: bytesRead() - bytes,
  rssMb: (process.memoryUsage.rss() - rss) / 2 ** 20,
};
process.stdout.write(`${JSON.stringify(cost)}\n`, () => process.exit(0));
