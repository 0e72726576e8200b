import { startDeadLettersApi } from '../dead-letters/dead-letters-api.ts';

const as = 'admin';

test('the body and the reason of a discarded message are kept', async () => {
  const api = await startDeadLettersApi();
  const number = api.deadLetters.bury({ body: { orderId: 'none' } });
  await api.delete(`/admin/dead-letters/${number}?reason=Sent%20by%20a%20test`, { as });
  const [entry] = api.audit.stored().slice(-1);

  expect(entry).toMatchObject({
    operation: 'discard_dead_letter',
    subject: number,
    outcome: 'done',
    reason: 'Sent by a test',
    before: { body: { orderId: 'none' }, enqueuedAt: expect.any(String) },
  });
});

test('so is that of an upload', async () => {
  const api = await startDeadLettersApi();
  const { number } = await api.poisonUpload();
  await api.discard(number);

  expect(api.audit.stored().at(-1)).toMatchObject({
    subject: number,
    outcome: 'done',
    before: { body: { BlobName: expect.stringMatching(/^mug\//) } },
  });
});

test('of a very long body, the beginning is kept', async () => {
  const api = await startDeadLettersApi();
  await api.discard(api.deadLetters.bury({ body: 'x'.repeat(70_000) }));
  const [entry] = api.audit.stored().slice(-1);

  expect(String(entry?.before?.body)).toHaveLength(65_537);
});

test('a message whose body cannot be kept stays', async () => {
  const api = await startDeadLettersApi();
  const number = api.deadLetters.bury({ body: 'x' });
  api.fail('audit', new Error('The container is gone.'));

  expect((await api.discard(number)).status).toBe(503);
  expect(await api.deadLetters.list({ limit: 5 })).toHaveLength(1);
});

test.each(['', '?reason=', '?reason=%20', `?reason=${'x'.repeat(501)}`])(
  'without a reason nothing is discarded: %j',
  async (query) => {
    const api = await startDeadLettersApi();
    const number = api.deadLetters.bury({ body: 'x' });
    const answer = await api.delete(`/admin/dead-letters/${number}${query}`, { as });

    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(answer.text).toContain('"pointer":"reason"');
    expect(await api.deadLetters.list({ limit: 5 })).toHaveLength(1);
  },
);

test('a replay leaves what it has replayed', async () => {
  const api = await startDeadLettersApi();
  const { orderId, number } = await api.giveUpOrder();
  await api.replay(number);

  expect(api.audit.stored().at(-1)).toMatchObject({
    operation: 'replay_dead_letter',
    subject: number,
    outcome: 'done',
    after: { orderId },
  });
});
