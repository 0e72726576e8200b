import { nameTakenPort } from './name-taken-port.ts';
import type { Part } from './parts.ts';
import type { Cloud } from './start-parts.ts';

type ConsolePartOptions = {
  port: number;
  cloud: Cloud;
  audience: string;
  /** Base URL of the functions host. */
  host: string;
  killHost: () => Promise<void>;
};

/** Relative to the folder of the program, like the definitions of queues and containers. */
const PAGE = 'dist/console';

export const startConsolePart = ({ port, cloud, audience, host, killHost }: ConsolePartOptions): Promise<Part> =>
  nameTakenPort('console', { '--console-port': port }, async () => {
    const { startConsole } = await import('../console/start-console.ts');
    const { issuer = '', cosmos = '', serviceBusControl = '', blobs = '', traces } = cloud.urls;
    const parts = {
      host,
      audience,
      issuer,
      cosmos,
      serviceBusControl,
      blobs,
      killHost,
      ...(traces !== undefined && { traces }),
    };
    const { url, stop } = await startConsole({ port, parts, page: PAGE });
    return { addresses: [['Console', url]], settings: {}, stop };
  });
