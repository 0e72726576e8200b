import { randomBytes } from 'node:crypto';
import type { Versioned } from '../../src/application/ports/versioned.ts';
import type { WebhookEndpoints } from '../../src/application/ports/webhook-endpoints.ts';
import { MAX_ENDPOINTS, newEndpoint, newEndpointId, type WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts';
import { effective } from './orders-contract.ts';

export const sampleEndpoint = (changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  ...newEndpoint(
    newEndpointId(randomBytes(16)),
    { url: 'https://receiver.example/hook', types: ['order.placed'], description: 'the ERP – „neu“', enabled: true },
    { secret: 'whsec_A', now: '2026-03-01T12:00:00.000Z' },
  ),
  ...changes,
});

/** What every implementation does. `make` runs once per test and returns one without endpoints. */
export const describeWebhookEndpoints = (
  name: string,
  make: () => WebhookEndpoints | Promise<WebhookEndpoints>,
): void => {
  describe(`WebhookEndpoints: ${name}`, () => {
    let endpoints: WebhookEndpoints;

    beforeEach(async () => {
      endpoints = await make();
    });

    const stored = async (changes: Partial<WebhookEndpoint> = {}): Promise<Versioned<WebhookEndpoint>> =>
      effective(await endpoints.create(sampleEndpoint(changes)));

    const fill = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) await stored();
    };

    test('gives back exactly what was created, and nothing more', async () => {
      const endpoint = sampleEndpoint({
        disabled: { reason: 'gone', at: '2026-03-02T00:00:00.000Z' },
        enabledAt: '2026-03-01T12:30:00.000Z',
        failingSince: '2026-03-01T13:00:00.000Z',
        secrets: [{ value: 'whsec_B' }, { value: 'whsec_A', expiresAt: '2026-03-02T12:00:00.000Z' }],
      });
      const { value, etag } = effective(await endpoints.create(endpoint));

      expect(value).toStrictEqual(endpoint);
      expect(etag).toMatch(/^"[^"]+"$/);
      expect(await endpoints.get(endpoint.id)).toStrictEqual({ value: endpoint, etag });
      expect(await endpoints.getLatest(endpoint.id)).toStrictEqual({ value: endpoint, etag });
    });

    test('an unknown id is undefined', async () => {
      const { id } = sampleEndpoint();
      expect(await endpoints.get(id)).toBeUndefined();
      expect(await endpoints.getLatest(id)).toBeUndefined();
    });

    test('an id that is taken stays as it is', async () => {
      const { value, etag } = await stored();

      expect(await endpoints.create({ ...value, description: 'other' })).toBe('exists');
      expect(await endpoints.get(value.id)).toEqual({ value, etag });
    });

    test('only the current version is replaced', async () => {
      const { value, etag } = await stored();
      const next = effective(await endpoints.replace({ ...value, url: 'https://new.example/' }, etag));
      expect(await endpoints.get(value.id)).toStrictEqual({
        ...next,
        value: { ...value, url: 'https://new.example/' },
      });

      expect(await endpoints.replace(value, etag)).toBe('stale');
      expect(await endpoints.get(value.id)).toEqual(next);
    });

    test('what a replacement leaves out is gone', async () => {
      const { value, etag } = await stored({ failingSince: '2026-03-01T13:00:00.000Z' });
      const { failingSince: _, ...healthy } = value;
      await endpoints.replace(healthy, etag);

      expect((await endpoints.get(value.id))?.value).toStrictEqual(healthy);
    });

    test('only the current version is removed', async () => {
      const { value, etag } = await stored();
      const next = effective(await endpoints.replace(value, etag));
      expect(await endpoints.remove(value.id, etag)).toBe('stale');
      expect(await endpoints.get(value.id)).toEqual(next);

      expect(await endpoints.remove(value.id, next.etag)).toBe('removed');
      expect(await endpoints.get(value.id)).toBeUndefined();
      expect(await endpoints.remove(value.id, next.etag)).toBe('stale');
      expect(await endpoints.replace(value, next.etag)).toBe('stale');
    });

    test('all are listed, the oldest first, with their versions', async () => {
      expect(await endpoints.list()).toEqual([]);
      expect(await endpoints.listLatest()).toEqual([]);
      const second = await stored({ createdAt: '2026-03-01T12:00:02.000Z' });
      const first = await stored({ createdAt: '2026-03-01T12:00:01.000Z' });

      expect(await endpoints.list()).toStrictEqual([first, second]);
      expect(await endpoints.listLatest()).toStrictEqual([first, second]);
    });

    test('there is room for fifty', async () => {
      await fill(MAX_ENDPOINTS);

      expect(await endpoints.create(sampleEndpoint())).toBe('full');
      expect(await endpoints.list()).toHaveLength(MAX_ENDPOINTS);
    });

    test('an id that is taken is taken, also if there is no room', async () => {
      await fill(MAX_ENDPOINTS - 1);
      const { value } = await stored();

      expect(await endpoints.create(value)).toBe('exists');
    });

    test('one that is removed makes room for one', async () => {
      await fill(MAX_ENDPOINTS - 1);
      const { value, etag } = await stored();
      await endpoints.remove(value.id, etag);
      await endpoints.remove(value.id, etag);

      expect(await endpoints.create(sampleEndpoint())).toHaveProperty('etag');
      expect(await endpoints.create(sampleEndpoint())).toBe('full');
    });

    test('of many at once, no more than fifty are created', async () => {
      await fill(MAX_ENDPOINTS - 3);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => endpoints.create(sampleEndpoint())));

      expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(5);
      expect(await endpoints.list()).toHaveLength(MAX_ENDPOINTS);
    });

    test('the very first ones may come at once', async () => {
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => endpoints.create(sampleEndpoint())));

      expect(outcomes.filter((outcome) => outcome === 'full' || outcome === 'exists')).toEqual([]);
      expect(await endpoints.list()).toHaveLength(4);
    });
  });
};
