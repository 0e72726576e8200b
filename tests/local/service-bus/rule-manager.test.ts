import type { ServiceBusRuleManager } from '@azure/service-bus';
import { rawRequest } from './raw-client.ts';
import { noRetries, type Stage } from './with-broker.ts';
import { receiveBodies, withTopics } from './with-topics.ts';

const withManager = (play: (manager: ServiceBusRuleManager, stage: Stage) => Promise<void>): Promise<void> =>
  withTopics({ t: { subscriptions: { s: {} } } }, (stage) =>
    play(stage.connect(noRetries).createRuleManager('t', 's'), stage),
  );

const listNames = async (manager: ServiceBusRuleManager): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of manager.listRules()) names.push(name);
  return names;
};

test('a new subscription has one rule, which holds for everything', () =>
  withManager(async (manager) => {
    const { value: rule } = await manager.listRules().next();

    expect(rule).toMatchObject({ name: '$Default', filter: { sqlExpression: '1=1' }, action: {} });
  }));

test('rules decide what comes from now on, and a message that is there stays', () =>
  withManager(async (manager, stage) => {
    const sender = stage.client.createSender('t');
    await sender.sendMessages({ body: 'before' });
    await manager.createRule('large', { sqlExpression: 'size > 10' });
    await manager.deleteRule('$Default');
    await sender.sendMessages([
      { body: 'small', applicationProperties: { size: 1 } },
      { body: 'large', applicationProperties: { size: 11 } },
    ]);

    expect(await receiveBodies(stage, 't', 's', 3)).toEqual(['before', 'large']);
  }));

test('without a rule nothing comes', () =>
  withManager(async (manager, stage) => {
    await manager.deleteRule('$Default');
    await stage.client.createSender('t').sendMessages({ body: 1 });

    expect(stage.broker.counts()['t/Subscriptions/s']).toMatchObject({ active: 0 });

    const request = { operation: 'com.microsoft:enumerate-rules' };
    const answer = await rawRequest(stage.broker.port, 't/Subscriptions/s/$management', request, { top: 9, skip: 0 });
    expect(answer.application_properties).toMatchObject({ statusCode: 204 });
  }));

test('filters come back as they were sent', () =>
  withManager(async (manager) => {
    const applicationProperties = { text: 'ü', count: 3, real: 0.5, yes: true };
    const correlation = { correlationId: 'c', subject: 's', replyToSessionId: 'r', applicationProperties };
    await manager.createRule('sql', { sqlExpression: "a LIKE 'x%'" });
    await manager.createRule('correlation', correlation);
    const rules = [];
    for await (const rule of manager.listRules()) rules.push(rule);

    expect(rules).toMatchObject([
      { name: '$Default' },
      { name: 'sql', filter: { sqlExpression: "a LIKE 'x%'" } },
      { name: 'correlation', filter: { ...correlation, messageId: null, to: null } },
    ]);
  }));

test('a correlation filter works', () =>
  withManager(async (manager, stage) => {
    await manager.createRule('correlation', { subject: 'x', applicationProperties: { count: 3 } });
    await manager.deleteRule('$Default');
    await stage.client.createSender('t').sendMessages([
      { body: 1, subject: 'x', applicationProperties: { count: 3 } },
      { body: 2, subject: 'x' },
    ]);

    expect(await receiveBodies(stage, 't', 's', 2)).toEqual([1]);
  }));

test('rules are listed by the page', () =>
  withManager(async (manager) => {
    for (let index = 0; index < 6; index += 1) await manager.createRule(`r${index}`, { sqlExpression: '1=1' });
    const pages: string[][] = [];
    for await (const page of manager.listRules().byPage({ maxPageSize: 3 })) pages.push(page.map(({ name }) => name));

    expect(pages).toEqual([['$Default', 'r0', 'r1'], ['r2', 'r3', 'r4'], ['r5']]);
  }));

test('a name that is taken is refused, in any case', () =>
  withManager(async (manager) => {
    await manager.createRule('Large', { sqlExpression: 'size > 10' });

    await expect(manager.createRule('large', { sqlExpression: '1=1' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
      message: expect.stringContaining('t/Subscriptions/s/Rules/large'),
    });
    expect(await listNames(manager)).toEqual(['$Default', 'Large']);
  }));

test('a rule that does not exist cannot be deleted', () =>
  withManager(async (manager) => {
    await expect(manager.deleteRule('none')).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringContaining('t/Subscriptions/s/Rules/none'),
    });
  }));

test('what is not implemented is refused and leaves no rule', () =>
  withManager(async (manager) => {
    await expect(manager.createRule('a', { sqlExpression: 'count + 1 = 2' })).rejects.toThrow(
      "The filter of the rule 'a' cannot be used: arithmetic is not implemented.",
    );
    await expect(manager.createRule('b', { applicationProperties: {} })).rejects.toThrow(/needs a property to compare/);
    await expect(manager.createRule('c', { sqlExpression: '1=1' }, { sqlExpression: 'SET a = 1' })).rejects.toThrow(
      'The action of a rule is not implemented.',
    );
    await expect(manager.createRule('d'.repeat(51), { sqlExpression: '1=1' })).rejects.toThrow(/1 to 50 characters/);
    expect(await listNames(manager)).toEqual(['$Default']);
  }));

test.each([
  ['q', "'q' has no rules: only subscriptions do."],
  ['t/Subscriptions/s/$DeadLetterQueue', "'t/Subscriptions/s/$DeadLetterQueue' has no rules: only subscriptions do."],
])('%s has no rules', (address, statusDescription) =>
  withManager(async (_, { broker }) => {
    for (const operation of ['add-rule', 'remove-rule', 'enumerate-rules'].map((name) => `com.microsoft:${name}`)) {
      const { application_properties } = await rawRequest(broker.port, `${address}/$management`, { operation }, {});
      expect(application_properties).toMatchObject({ statusCode: 400, statusDescription });
    }
  }),
);
