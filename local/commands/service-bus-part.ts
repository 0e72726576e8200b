import type { Part } from './parts.ts';

export type ServiceBusPartOptions = { port: number; controlPort: number; config: string; flags: [string, string] };

export const startServiceBusPart = async (_options: ServiceBusPartOptions): Promise<Part> => {
  return { addresses: [], settings: {}, stop: async () => {} };
};
