import {
  newEndpoint,
  newEndpointId,
  newSecret,
  validSecrets,
  type WebhookEndpoint,
  withDetails,
  withFailure,
  withNewSecret,
  withSuccess,
} from '../../src/domain/webhook-endpoint.ts';

const now = '2026-03-01T12:00:00.000Z';
const later = '2026-03-01T13:00:00.000Z';
const id = newEndpointId(new Uint8Array(16));
const details = { url: 'https://receiver.example/hook', types: ['order.placed' as const], enabled: true };
const enabled = newEndpoint(id, details, { secret: 'whsec_A', now });
const disabled: WebhookEndpoint = { ...enabled, disabled: { reason: 'gone', at: now } };
const failing: WebhookEndpoint = { ...enabled, failingSince: now };
const failed = { status: 500, answer: '' };

test('a secret is whsec_ and 32 random bytes in base64', () => {
  const asked: number[] = [];
  const secret = newSecret((bytes) => {
    asked.push(bytes);
    return new Uint8Array(bytes).fill(255);
  });

  expect(asked).toEqual([32]);
  expect(secret).toBe(`whsec_${'/'.repeat(42)}8=`);
});

test('a new endpoint is enabled, or disabled by staff', () => {
  expect(enabled).toEqual({
    id,
    url: details.url,
    types: ['order.placed'],
    secrets: [{ value: 'whsec_A' }],
    createdAt: now,
    updatedAt: now,
  });
  expect(newEndpoint(id, { ...details, enabled: false }, { secret: 'whsec_A', now }).disabled).toEqual({
    reason: 'by_staff',
    at: now,
  });
});

test('new details replace the old ones, and never the secrets', () => {
  const changed = withDetails(
    { ...enabled, description: 'old' },
    { url: 'https://new.example/', types: ['order.shipped'], enabled: true },
    later,
  );

  expect(changed).toEqual({ ...enabled, url: 'https://new.example/', types: ['order.shipped'], updatedAt: later });
});

test('an endpoint that stays disabled keeps the reason', () => {
  expect(withDetails(disabled, { ...details, enabled: false }, later).disabled).toEqual(disabled.disabled);
});

test('it says when it was last enabled, from then on', () => {
  const revived = withDetails(disabled, details, later);
  expect(revived.enabledAt).toBe(later);
  expect(withDetails(revived, details, '2026-03-01T14:00:00.000Z').enabledAt).toBe(later);
  expect(withDetails(revived, { ...details, enabled: false }, '2026-03-01T14:00:00.000Z').enabledAt).toBe(later);
  expect(withDetails(enabled, details, later)).not.toHaveProperty('enabledAt');
});

test('enabling it, or changing its URL, gives it another five days', () => {
  const stillFailing = withDetails(failing, details, later);
  const revived = withDetails({ ...failing, ...disabled, failingSince: now }, details, later);
  const moved = withDetails(failing, { ...details, url: 'https://new.example/' }, later);

  expect(stillFailing.failingSince).toBe(now);
  expect(revived).not.toHaveProperty('failingSince');
  expect(revived).not.toHaveProperty('disabled');
  expect(moved).not.toHaveProperty('failingSince');
});

test('a rotated secret signs for another 24 hours behind the new one', () => {
  const rotated = withNewSecret(enabled, 'whsec_B', now);

  expect(rotated.secrets).toEqual([{ value: 'whsec_B' }, { value: 'whsec_A', expiresAt: '2026-03-02T12:00:00.000Z' }]);
  expect(validSecrets(rotated, '2026-03-02T11:59:59.999Z')).toEqual(['whsec_B', 'whsec_A']);
  expect(validSecrets(rotated, '2026-03-02T12:00:00.000Z')).toEqual(['whsec_B']);
});

test('a second rotation does not prolong the first secret', () => {
  const twice = withNewSecret(withNewSecret(enabled, 'whsec_B', now), 'whsec_C', later);

  expect(twice.secrets).toEqual([
    { value: 'whsec_C' },
    { value: 'whsec_B', expiresAt: '2026-03-02T13:00:00.000Z' },
    { value: 'whsec_A', expiresAt: '2026-03-02T12:00:00.000Z' },
  ]);
});

test('three secrets are kept, and none that has ended', () => {
  const rotate = (endpoint: WebhookEndpoint, at: string) => withNewSecret(endpoint, `whsec_${at}`, at);
  const four = [now, later, '2026-03-01T14:00:00.000Z'].reduce(rotate, enabled);
  const next = rotate(four, '2026-03-09T00:00:00.000Z');

  expect(four.secrets).toHaveLength(3);
  expect(four.secrets.map(({ value }) => value)).not.toContain('whsec_A');
  expect(next.secrets).toHaveLength(2);
});

test('the first failure is noted, and the next ones change nothing', () => {
  const first = withFailure(enabled, failed, now);

  expect(first).toEqual({ ...enabled, failingSince: now });
  expect(withFailure(first, failed, later)).toBe(first);
});

test('a success ends that, and changes nothing if there was no failure', () => {
  expect(withSuccess(failing)).toEqual(enabled);
  expect(withSuccess(enabled)).toBe(enabled);
});

test('a failure after five days without a success disables the endpoint', () => {
  expect(withFailure(failing, failed, '2026-03-06T11:59:59.999Z')).toBe(failing);
  expect(withFailure(failing, { error: 'timeout' }, '2026-03-06T12:00:00.000Z')).toEqual({
    ...failing,
    disabled: { reason: 'failing', at: '2026-03-06T12:00:00.000Z' },
  });
});

test('an answer of 410 disables it at once', () => {
  expect(withFailure(enabled, { status: 410, answer: '' }, now).disabled).toEqual({ reason: 'gone', at: now });
});
