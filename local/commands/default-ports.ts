export const defaultPorts = {
  host: 7071,
  console: 7070,
  shop: 7072,
  identity: 7080,
  cosmos: 8081,
  serviceBus: 5672,
  serviceBusControl: 5673,
  blob: 10_000,
  queue: 10_001,
  table: 10_002,
  traces: 4318,
} as const;

export type Ports = Record<keyof typeof defaultPorts, number>;

/** The audience of tokens that the local issuer gives and the app accepts. */
export const defaultAudience = 'api://hearth';
