import { call } from './call.ts';
import type { Topics } from './live.ts';

type Status = Topics['status'];

/** Something to break. `isOn`: as far as the status says. */
export type FaultSwitch = {
  name: string;
  /** What to expect while it is on. */
  effect: string;
  isOn: (status: Status) => boolean;
  turnOn: () => Promise<unknown>;
  turnOff: () => Promise<unknown>;
};

export type FaultGroup = { part: string; switches: readonly FaultSwitch[] };

type Rule = Readonly<Record<string, unknown>>;

const sortKeys = (rule: Rule): string => JSON.stringify(Object.entries(rule).toSorted());

const hasRule = (faults: { rules?: readonly Rule[] | undefined } | undefined, rule: Rule): boolean =>
  faults?.rules?.some((given) => sortKeys(given) === sortKeys(rule)) ?? false;

/** One fault at a time: another one of the same part replaces it. */
const cosmosRule = (name: string, effect: string, rule: Rule): FaultSwitch => ({
  name,
  effect,
  isOn: ({ cosmos }) => hasRule(cosmos, rule),
  turnOn: () => call('PUT', '/cosmos/faults', { rules: [rule] }),
  turnOff: () => call('DELETE', '/cosmos/faults'),
});

const LAG_MS = 3_000;

export const faultGroups: readonly FaultGroup[] = [
  {
    part: 'Cosmos DB',
    switches: [
      cosmosRule(
        'Stock unreachable',
        'Orders are accepted, but attempts to reserve their stock fail and are retried.',
        {
          status: 503,
          container: 'stock',
        },
      ),
      cosmosRule('Down', 'Every request gets 503, and so does every call to the API.', { status: 503 }),
      cosmosRule('Throttled', 'Half of all requests get 429. The app waits and tries again.', {
        status: 429,
        rate: 0.5,
      }),
      {
        name: 'Replica lag',
        effect: `Reads are ${LAG_MS / 1000} s behind, unless they carry the session of a newer write.`,
        isOn: ({ cosmos }) => cosmos?.staleReads !== undefined,
        turnOn: () => call('PUT', '/cosmos/faults', { staleReads: { lagMs: LAG_MS } }),
        turnOff: () => call('DELETE', '/cosmos/faults'),
      },
    ],
  },
  {
    part: 'Service Bus',
    switches: [
      {
        name: 'Down',
        effect: 'Connections are cut. Orders are accepted, and wait until the relay finds them.',
        isOn: ({ serviceBusPaused }) => serviceBusPaused === true,
        turnOn: () => call('PUT', '/service-bus/pause', {}),
        turnOff: () => call('DELETE', '/service-bus/pause'),
      },
      {
        name: 'Refuses messages',
        effect: 'Nothing can be sent. What has been sent is still delivered.',
        isOn: ({ serviceBus }) => hasRule(serviceBus, { fault: 'reject-send' }),
        turnOn: () => call('PUT', '/service-bus/faults', { rules: [{ fault: 'reject-send' }] }),
        turnOff: () => call('DELETE', '/service-bus/faults'),
      },
    ],
  },
];

/** Also those that were set elsewhere, with other rules. */
export const clearFaults = async (): Promise<string> => {
  const paths = ['/cosmos/faults', '/service-bus/faults', '/service-bus/pause'];
  await Promise.all(paths.map((path) => call('DELETE', path)));
  return 'All faults are cleared.';
};

export const hasFaults = ({ cosmos, serviceBus, serviceBusPaused }: Status): boolean =>
  (cosmos?.rules?.length ?? 0) > 0 ||
  cosmos?.staleReads !== undefined ||
  (serviceBus?.rules?.length ?? 0) > 0 ||
  serviceBusPaused === true;
