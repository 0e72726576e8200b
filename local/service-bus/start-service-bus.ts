import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAmqpServer } from './amqp-server.ts';
import type { SharedAccessKey } from './cbs.ts';
import { type Clock, systemClock } from './clock.ts';
import { parseConfig } from './config.ts';
import { createControlServer, type Outage } from './control.ts';
import { createEntities } from './entities.ts';
import { createFaults, type Faults } from './faults.ts';
import { refuseHttp } from './refuse-http.ts';
import type { QueueCounts } from './settlement.ts';

export type ServiceBusOptions = {
  /** Default: 5672. 0 takes a free port. */
  port?: number;
  host?: '127.0.0.1';
  /** The content of the emulator's config.json, not checked yet. */
  config: unknown;
  /** Default: a free port. */
  controlPort?: number;
  clock?: Clock;
  /** If given, links need a token that is signed with it. */
  sharedAccessKey?: SharedAccessKey;
};

export type RunningServiceBus = {
  port: number;
  connectionString: string;
  /** Without a trailing slash. */
  controlUrl: string;
  faults: Faults & Outage;
  /** By queue name. */
  counts(): Record<string, QueueCounts>;
  /** Closes all connections. Messages are lost. */
  close(): Promise<void>;
};

const emulatorKey: SharedAccessKey = { name: 'RootManageSharedAccessKey', value: 'SAS_KEY_VALUE' };

/** How long clients have to hang up when the broker closes. */
const patienceMs = 200;

const settlingMs = 10;

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve(portOf(server.address()));
    });
  });

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' ? (address?.port ?? 0) : 0;

const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** The clients' sockets, and a switch that cuts them off. */
const createGate = (clock: Clock): { outage: Outage; admit(socket: Socket): boolean; dropAll(): void } => {
  const sockets = new Set<Socket>();
  let isPaused = false;
  let cancelResume = (): void => {};
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const resume = (): void => {
    cancelResume();
    isPaused = false;
  };
  return {
    dropAll,
    admit(socket) {
      if (isPaused) {
        socket.resetAndDestroy();
        return false;
      }
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      return true;
    },
    outage: {
      isPaused: () => isPaused,
      resume,
      pause(forMs) {
        cancelResume();
        isPaused = true;
        dropAll();
        cancelResume = forMs === undefined ? () => {} : clock.after(forMs, resume);
      },
    },
  };
};

/**
 * Starts a broker for the client of Azure Service Bus over plain TCP. Throws if the configuration
 * asks for what is not implemented. Rejects with EADDRINUSE if a port is taken.
 */
export const startServiceBus = async (options: ServiceBusOptions): Promise<RunningServiceBus> => {
  const { host = '127.0.0.1', clock = systemClock, sharedAccessKey: key } = options;
  const entities = createEntities(parseConfig(options.config), clock);
  const faults = createFaults();
  const amqp = createAmqpServer({ entities, faults, clock, key });
  const { outage, admit, dropAll } = createGate(clock);
  const server = createServer({ noDelay: true }, (socket) => {
    if (admit(socket)) refuseHttp(socket, amqp.accept);
  });
  const control: HttpServer = createControlServer({ entities, faults, outage });
  const port = await listen(server, options.port ?? 5672, host);
  const controlPort = await listen(control, options.controlPort ?? 0, host).catch(async (error: unknown) => {
    await closeServer(server);
    throw error;
  });
  const { name, value } = key ?? emulatorKey;
  return {
    port,
    connectionString: `Endpoint=sb://${host}:${port};SharedAccessKeyName=${name};SharedAccessKey=${value};UseDevelopmentEmulator=true;`,
    controlUrl: `http://${host}:${controlPort}`,
    faults: { ...faults, ...outage },
    counts: entities.counts,
    async close() {
      outage.resume();
      entities.stop();
      control.closeAllConnections();
      const ended = Promise.all([closeServer(server), closeServer(control)]);
      // Without a goodbye, a client that is closed right after its connection broke waits for ever.
      amqp.sayGoodbye();
      const deadline = setTimeout(dropAll, patienceMs);
      await ended;
      clearTimeout(deadline);
      // Clients in this process must first hear that their sockets closed. Earlier calls confuse
      // them.
      await pause(settlingMs);
    },
  };
};
