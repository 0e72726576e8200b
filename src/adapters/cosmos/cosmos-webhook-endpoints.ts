import type { Container } from '@azure/cosmos';
import type { Versioned } from '../../application/ports/versioned.ts';
import type { WebhookEndpoints } from '../../application/ports/webhook-endpoints.ts';
import { etagOf } from '../../domain/etag.ts';
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import { atomicBatch, creating, toError } from './atomic-batch.ts';
import { cosmosCall } from './cosmos-call.ts';
import {
  COUNTER_ID,
  countingDown,
  countingUp,
  documentOf,
  type EndpointDocument,
  endpointOf,
  isEndpoint,
  newCounter,
  removing,
  SHOP,
} from './endpoint-documents.ts';
import { behind, probeItem, readItem, readLatestItem } from './read-item.ts';
import { repeatUntilSettled } from './repeat-until-settled.ts';
import { isBehind, sessionIn } from './session-token.ts';
import { replaceItem, versionOf } from './write-item.ts';

/** More than there can be endpoints. */
const PAGE = 100;

type Found = EndpointDocument & { _etag: string };

const byAge = ({ value: a }: Versioned<WebhookEndpoint>, { value: b }: Versioned<WebhookEndpoint>): number =>
  `${a.createdAt}${a.id}` < `${b.createdAt}${b.id}` ? -1 : 1;

/** With `session`, shows at least the write that the token came from. */
const listEndpoints = async (container: Container, session?: string): Promise<Versioned<WebhookEndpoint>[]> => {
  const options = { partitionKey: SHOP, maxItemCount: PAGE, ...(session !== undefined && { sessionToken: session }) };
  const found = await cosmosCall(async (abortSignal) => {
    const pages = container.items.query<Found>('SELECT * FROM c', { ...options, abortSignal });
    const documents: Found[] = [];
    while (pages.hasMoreResults()) {
      const page = await pages.fetchNext();
      // The client's type of a page leaves out its headers.
      if (session !== undefined && isBehind(sessionIn(Reflect.get(page, 'headers')), session)) throw behind();
      documents.push(...(page.resources ?? []));
    }
    return documents;
  });
  return found
    .filter(isEndpoint)
    .map((document) => ({ value: endpointOf(document), etag: etagOf(document._etag) }))
    .toSorted(byAge);
};

const createCounter = async (container: Container): Promise<void> => {
  await cosmosCall((abortSignal) => container.items.create(newCounter, { abortSignal }), { 409: undefined });
};

/** 'again': there was no counter, so it was created first. */
const createOnce = async (
  container: Container,
  endpoint: WebhookEndpoint,
): Promise<Versioned<WebhookEndpoint> | 'full' | 'exists' | 'again'> => {
  const outcome = await atomicBatch(container, SHOP, [creating(documentOf(endpoint)), countingUp]);
  if (outcome.done) return { value: endpoint, etag: etagOf(outcome.results[0]?.eTag ?? '') };
  switch (`${outcome.failedAt} ${outcome.status}`) {
    case '0 409':
      return 'exists';
    case '1 412':
      return 'full';
    case '1 404':
      await createCounter(container);
      return 'again';
    default:
      throw toError(outcome);
  }
};

type Listed = { session: string; endpoints: readonly Versioned<WebhookEndpoint>[] };

/** Caches the list: every event asks for it, and endpoints hardly ever change. */
const latestList = (container: Container) => {
  let kept: Listed | undefined;

  return async (): Promise<readonly Versioned<WebhookEndpoint>[]> => {
    // Creating or removing an endpoint writes the counter; changing one does not. But the session
    // covers the whole partition, and every write in it advances the session.
    const { exists, session } = await probeItem(container.item(COUNTER_ID, SHOP));
    if (!exists) return [];
    if (kept !== undefined && kept.session === session) return kept.endpoints;
    const endpoints = await listEndpoints(container, session);
    kept = session === undefined ? undefined : { session, endpoints };
    return endpoints;
  };
};

export const cosmosWebhookEndpoints = (container: Container): WebhookEndpoints => {
  const itemOf = (id: string) => container.item(id, SHOP);
  const listLatest = latestList(container);

  return {
    create: (endpoint) => repeatUntilSettled(() => createOnce(container, endpoint)),

    get: (id) => readItem(itemOf(id), endpointOf),

    getLatest: (id) => readLatestItem(itemOf(id), endpointOf),

    replace: (endpoint, etag) => replaceItem(itemOf(endpoint.id), documentOf(endpoint), etag, versionOf(endpoint)),

    remove: async (id, etag) => {
      const outcome = await atomicBatch(container, SHOP, [removing(id, etag), countingDown]);
      if (outcome.done) return 'removed';
      if (outcome.failedAt === 0 && [404, 412].includes(outcome.status)) return 'stale';
      throw toError(outcome);
    },

    list: () => listEndpoints(container),

    listLatest,
  };
};
