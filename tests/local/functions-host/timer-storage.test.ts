import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';
import { type HostProcess, startHost } from './host-process.ts';

jest.setTimeout(240_000);

const main = `
app.timer('nightly', { schedule: '0 0 3 * * *', handler: (timer) => report({ nightly: timer }) });
app.timer('tick', { schedule: '* * * * * *', handler: (timer) => report({ tick: timer }) });`;

const DAY = 24 * 60 * 60 * 1000;
const UNTIL_BROKEN = 0;

/** 03:00 UTC of a day, in the real host's format. */
const three = (days: number): string =>
  `${new Date(Date.now() + days * DAY).toISOString().slice(0, 10)}T03:00:00+00:00`;

const has = (key: string) => (report: unknown) => typeof report === 'object' && report !== null && key in report;

describe('timers in the storage of their host', () => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  });

  afterAll(() => storage.stop());

  const connection = () => storageConnectionString(storageAccounts.host, storage.ports);
  const launch = (hostId: string, disabled: string): Promise<HostProcess> =>
    startHost({
      main,
      args: ['--timer-poll', '100'],
      env: {
        AzureWebJobsStorage: connection(),
        AzureFunctionsWebHost__hostid: hostId,
        [`AzureWebJobs_${disabled}_Disabled`]: 'true',
      },
    });
  const blob = (name: string) =>
    BlobServiceClient.fromConnectionString(connection())
      .getContainerClient('azure-webjobs-hosts')
      .getBlockBlobClient(name);
  const read = async (name: string): Promise<unknown> =>
    JSON.parse((await blob(name).downloadToBuffer()).toString('utf8'));

  /** The first report from now on that has `key`. */
  const next = async (host: HostProcess, key: string): Promise<unknown> => {
    for (let seen = host.reports().length; ; ) {
      seen += 1;
      const found = (await host.reported(seen)).slice(seen - 1).find(has(key));
      if (found !== undefined) return found;
    }
  };

  test('run at once after a restart if they missed a time, and know that they are past due', async () => {
    const status = 'timers/restarts/Host.Functions.nightly/status';
    const first = await launch('restarts', 'tick');
    await first.line(/nightly/);
    for (let tries = 0; tries < 100 && !(await blob(status).exists()); tries += 1) {
      await pause(50);
    }

    expect(await read(status)).toMatchObject({ Last: '0001-01-01T00:00:00+00:00', Next: expect.any(String) });
    expect(first.reports()).toEqual([]);

    await first.stop();
    // As if it had run two nights ago, and no host had run last night.
    const json = JSON.stringify({ Last: three(-2), Next: three(-1), LastUpdated: three(-2) });
    await blob(status).upload(json, json.length);

    const second = await launch('restarts', 'tick');
    const missed = { last: three(-2), next: three(-1), lastUpdated: three(-2) };
    expect(await second.reported(1)).toEqual([
      { nightly: { schedule: { adjustForDST: true }, scheduleStatus: missed, isPastDue: true } },
    ]);

    await second.line(/Trigger Details: UnscheduledInvocationReason: IsPastDue, OriginalSchedule: /);
    await second.stop();
    const after = await read(status);

    expect(after).toMatchObject({ Next: expect.stringMatching(/T03:00:00\+00:00$/) });
    expect(after).not.toMatchObject({ Next: three(-1) });

    const third = await launch('restarts', 'tick');
    const byHand = next(third, 'nightly');
    const { status: answer } = await fetch(`${third.url}/admin/functions/nightly`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

    expect(answer).toBe(202);
    expect(await byHand).toMatchObject({
      nightly: { isPastDue: false, scheduleStatus: { last: expect.not.stringContaining('0001-') } },
    });
    // A manual run does not count for the schedule.
    expect(await read(status)).toEqual(after);

    await third.stop();
  });

  test('run on one host of two; the other takes over when the first has died', async () => {
    const first = await launch('two', 'nightly');
    await first.reported(1);
    const second = await launch('two', 'nightly');
    await second.line(/Another host has the lock of tick: this one stands by/);
    await next(first, 'tick');

    expect(second.reports()).toEqual([]);

    first.signal('SIGKILL');
    await first.ended;
    // Breaks the lease instead of waiting 15 seconds.
    await blob('locks/two/Host.Functions.tick.Listener').getBlobLeaseClient().breakLease(UNTIL_BROKEN);

    expect(await second.reported(1)).toEqual([
      { tick: { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false } },
    ]);

    await second.stop();
    const { leaseState } = await blob('locks/two/Host.Functions.tick.Listener').getProperties();
    expect(leaseState).toBe('available');
  });
});
