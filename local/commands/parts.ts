import { type Command, Option } from 'commander';
import { userError } from '../user-error.ts';
import { defaultAudience, defaultPorts, type Ports } from './default-ports.ts';
import { nameTakenPort } from './name-taken-port.ts';
import { portArgument } from './port-argument.ts';
import { readDefinitions } from './read-definitions.ts';

type PartUrls = {
  issuer?: string;
  cosmos?: string;
  serviceBusControl?: string;
  blobs?: string;
  traces?: string;
};

export type Part = {
  /** What it is and where, for a reader. */
  addresses: [string, string][];
  /** Where programs reach it. */
  urls?: PartUrls;
  /** Settings of the app that lead here. */
  settings: Record<string, string>;
  stop: () => Promise<void>;
  /** Rejects with the name of the part when it fails by itself. */
  broken?: Promise<never>;
};

export const startIdentityPart = (port: number, flag: string, audience: string = defaultAudience): Promise<Part> =>
  nameTakenPort('identity', { [flag]: port }, async () => {
    const { startIdentity } = await import('../identity/start-identity.ts');
    const { issuer, stop } = await startIdentity({ port, audience });
    const urls = { issuer };
    return { addresses: [['Token issuer', issuer]], urls, settings: { AUTH_ISSUER: issuer }, stop };
  });

export type StorageFlags = Pick<Ports, 'blob' | 'queue' | 'table'>;

export type StorageContent = {
  /** Lists the containers of the data account. */
  containersFile: string;
  /** Pages of these origins may upload to the data account. */
  origins: readonly string[];
};

export const startStoragePart = (ports: StorageFlags, content: StorageContent): Promise<Part> =>
  nameTakenPort(
    'storage',
    { '--blob-port': ports.blob, '--queue-port': ports.queue, '--table-port': ports.table },
    async () => {
      const { startStorage, storageAccounts, storageConnectionString } = await import('../storage/start-storage.ts');
      const { prepareStorage, parseBlobDefinitions } = await import('../storage/prepare-storage.ts');
      const { containers } = await readDefinitions('--blob-containers', content.containersFile, parseBlobDefinitions);
      const { ports: found, stop, broken } = await startStorage(ports);
      const media = storageConnectionString(storageAccounts.data, found);
      try {
        await prepareStorage(media, { containers, origins: content.origins });
      } catch (error) {
        await stop();
        throw error;
      }
      const blobs = `http://127.0.0.1:${found.blob}`;
      return {
        addresses: [['Blobs (Azurite)', blobs]],
        urls: { blobs },
        settings: {
          AzureWebJobsStorage: storageConnectionString(storageAccounts.host, found),
          Media: media,
        },
        stop,
        broken,
      };
    },
  );

export const startCosmosPart = (port: number, flag: string, definitionsFile: string): Promise<Part> =>
  nameTakenPort('cosmos', { [flag]: port }, async () => {
    const { startCosmos } = await import('../cosmos/start-cosmos.ts');
    const { parseContainerDefinitions } = await import('../cosmos/account.ts');
    const { CosmosError } = await import('../cosmos/cosmos-error.ts');
    const { parseJson } = await import('../cosmos/json.ts');
    const definitions = await readDefinitions('--containers', definitionsFile, (json) =>
      parseContainerDefinitions(parseJson(JSON.stringify(json))),
    );
    const { url, connectionString, close } = await startCosmos({ port, definitions }).catch((error: unknown) => {
      throw error instanceof CosmosError ? userError(`--containers ${definitionsFile}: ${error.message}`) : error;
    });
    const urls = { cosmos: url.replace(/\/$/, '') };
    return { addresses: [['Cosmos DB', url]], urls, settings: { Cosmos: connectionString }, stop: close };
  });

/** Without a default of its own, so that --port-base can tell whether the flag was given. */
export const portOption = (flag: string, what: string, fallback: number): Option =>
  new Option(`${flag} <number>`, `port of ${what}; 0 picks a free one (default: ${fallback})`).argParser(portArgument);

export const storageOptions = (): Option[] => [
  portOption('--blob-port', 'the blob service', defaultPorts.blob),
  portOption('--queue-port', 'the queue service', defaultPorts.queue),
  portOption('--table-port', 'the table service', defaultPorts.table),
  new Option('--blob-containers <file>', 'JSON file with the containers of the data account').default(
    'local/storage/containers.json',
  ),
];

export const containersOption = (): Option =>
  new Option('--containers <file>', 'JSON file with the database and its containers').default(
    'local/cosmos/containers.json',
  );

export const queuesOption = (): Option =>
  new Option('--config <file>', "JSON file with queues and topics, in the format of Microsoft's emulator").default(
    'local/service-bus/config.json',
  );

export const addOptions = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option);
  return command;
};
