import type { AuditPlan } from '../../../src/application/audit/audit-plan.ts';
import { withAudit } from '../../../src/application/audit/with-audit.ts';
import type { Principal } from '../../../src/application/ports/tokens.ts';
import { DomainError, Unavailable } from '../../../src/domain/errors.ts';
import { toCustomerId } from '../../support/ids.ts';
import { inMemoryAudit } from '../../support/in-memory/in-memory-audit.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { settableClock } from '../../support/in-memory/settable-clock.ts';

type Command = { id: string; price: number };

const ada: Principal = { customerId: toCustomerId('ada'), roles: ['admin'] };
const command: Command = { id: 'mug', price: 12 };

const plan: AuditPlan<Command, number> = {
  operation: 'put_product',
  subjectOf: ({ id }) => id,
  readBefore: async () => ({ name: 'Mug', price: 10, category: undefined }),
  describeResult: (price) => ({ after: { name: 'Mug', price } }),
};

const startTrail = ({ caller = ada }: { caller?: Principal } = {}) => {
  const clock = settableClock();
  const audit = inMemoryAudit({ clock });
  const log = recordingLog();
  let ids = 0;
  let writes = 0;
  let failsFrom = Number.POSITIVE_INFINITY;
  const deps = {
    audit: {
      ...audit,
      write: async (entry: Parameters<typeof audit.write>[0]) => {
        writes += 1;
        if (writes >= failsFrom) throw new Unavailable('cosmos', { throttled: true });
        await audit.write(entry);
      },
    },
    clock,
    log,
    entropy: (bytes: number) => new Uint8Array(bytes).fill(++ids),
    findCaller: () => caller,
    findRequestId: () => 'r-1',
  };
  return {
    audited: withAudit(deps),
    entries: audit.stored,
    log,
    clock,
    /** From the nth write on, none succeeds. */
    failFrom: (n: number) => {
      failsFrom = n;
    },
  };
};

test('the entry is there before the work begins, with all that may change', async () => {
  const { audited, entries, clock } = startTrail();
  const at = clock().toISOString();
  await audited(plan, async () => {
    expect(entries()).toEqual([
      {
        id: expect.stringMatching(/^aud_/),
        at,
        actor: 'ada',
        operation: 'put_product',
        subject: 'mug',
        requestId: 'r-1',
        outcome: 'begun',
        before: { name: 'Mug', price: 10 },
      },
    ]);
    return 12;
  })(command);

  expect.assertions(1);
});

test('afterwards it is done, and shows only the fields that have changed', async () => {
  const { audited, entries } = startTrail();

  expect(await audited(plan, async ({ price }) => price)(command)).toBe(12);
  expect(entries()).toMatchObject([{ outcome: 'done', before: { price: 10 }, after: { price: 12 } }]);
  expect(entries()[0]?.before).not.toHaveProperty('name');
});

test('a refusal leaves its code and no values, for nothing has changed', async () => {
  const { audited, entries } = startTrail();
  const work = async () => Promise.reject(new DomainError('precondition_failed', 'No.'));

  await expect(audited(plan, work)(command)).rejects.toThrow('No.');
  expect(entries()).toMatchObject([{ outcome: 'refused', code: 'precondition_failed' }]);
  expect(entries()[0]).not.toHaveProperty('before');
});

test.each([new Unavailable('cosmos'), new Error('A bug.')])(
  'after %s nobody knows whether something has changed, so the entry stays as it began',
  async (error) => {
    const { audited, entries } = startTrail();

    await expect(audited(plan, async () => Promise.reject(error))(command)).rejects.toBe(error);
    expect(entries()).toMatchObject([{ outcome: 'begun', before: { name: 'Mug', price: 10 } }]);
  },
);

test('without an entry there is no write: it is refused as unavailable, even if the trail throttles', async () => {
  const { audited, failFrom } = startTrail();
  failFrom(1);
  const work = jest.fn(async () => 12);

  await expect(audited(plan, work)(command)).rejects.toMatchObject({ dependency: 'audit', throttled: false });
  expect(work).not.toHaveBeenCalled();
});

test('a write that cannot be completed in the trail stands, and the log says so', async () => {
  const { audited, failFrom, entries, log } = startTrail();
  failFrom(2);

  expect(await audited(plan, async () => 12)(command)).toBe(12);
  expect(entries()).toMatchObject([{ outcome: 'begun' }]);
  expect(log.entries).toMatchObject([
    {
      level: 'warn',
      event: 'audit_not_completed',
      fields: { action: 'put_product', subject: 'mug', outcome: 'done' },
    },
  ]);
});

test('what the work is about to destroy is kept first, and if that fails it hears of it', async () => {
  const { audited, entries, failFrom } = startTrail();
  const { operation, subjectOf } = plan;
  const discard = audited({ operation, subjectOf }, async (_: Command, keep) => {
    await keep({ body: 'x' });
    expect(entries()).toMatchObject([{ outcome: 'begun', before: { body: 'x' } }]);
    failFrom(3);
    await keep({ body: 'y' });
  });

  await expect(discard(command)).rejects.toMatchObject({ dependency: 'audit' });
  expect(entries()).toMatchObject([{ outcome: 'begun', before: { body: 'x' } }]);
});

test('a customer leaves no entry and costs no read', async () => {
  const { audited, entries } = startTrail({ caller: { customerId: toCustomerId('alice'), roles: [] } });
  const readBefore = jest.fn(async () => ({}));

  expect(await audited({ ...plan, readBefore }, async () => 12)(command)).toBe(12);
  expect(entries()).toEqual([]);
  expect(readBefore).not.toHaveBeenCalled();
});

test('a call by nobody is a bug, and changes nothing', async () => {
  const unknown = withAudit({
    audit: inMemoryAudit(),
    clock: settableClock(),
    log: recordingLog(),
    entropy: (bytes: number) => new Uint8Array(bytes),
    findCaller: () => undefined,
    findRequestId: () => undefined,
  });
  const work = jest.fn(async () => 12);

  await expect(unknown(plan, work)(command)).rejects.toThrow('Nobody is known to call put_product.');
  expect(work).not.toHaveBeenCalled();
});
