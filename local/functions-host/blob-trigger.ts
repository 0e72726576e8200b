import { errorMessage } from '../error-message.ts';
import { type PathPattern, parsePathPattern } from './blob/path-pattern.ts';
import { type ReadBlob, readBlob, readBlobMetadata } from './blob/read-blob.ts';
import { scanContainer } from './blob/scan-container.ts';
import { type BlobTriggerOptions, createSharedQueue, openNamed } from './blob/shared-queue.ts';
import { resolveStorage, type StorageClients } from './blob/storage-clients.ts';
import type { Deliver } from './blob/work-queue.ts';
import type { Trigger } from './invoke.ts';
import type { JsonSection } from './json-section.ts';
import type { RpcTypedData } from './rpc.ts';
import type { TriggerContext, TriggerFactory } from './trigger-context.ts';

const sources = ['LogsAndContainerScan', 'EventGrid'];

const checkSource = (binding: JsonSection, problems: string[]): void => {
  const source = binding.text('source') ?? 'LogsAndContainerScan';
  const known = sources.find((each) => each.toLowerCase() === source.toLowerCase());
  if (known === 'EventGrid') {
    problems.push('source EventGrid needs events that only Azure sends: set it to LogsAndContainerScan to poll');
  } else if (known === undefined) problems.push(`source must be ${sources.join(' or ')}, not "${source}"`);
};

/** `connection`: the name of the setting, which a reference to a blob contains. */
type Target = { context: TriggerContext; pattern: PathPattern; connection: string; delivery: Delivery };

type Delivery = 'bytes' | 'text' | 'reference';

const deliveryOf = (binding: JsonSection): Delivery => {
  if (binding.section('properties').text('supportsDeferredBinding') === 'true') return 'reference';
  return binding.text('dataType')?.toLowerCase() === 'string' ? 'text' : 'bytes';
};

/** What the storage extension sends instead of content to apps that ask for it. */
const toReference = (connection: string, container: string, name: string): RpcTypedData => ({
  modelBindingData: {
    version: '1.0',
    source: 'AzureStorageBlobs',
    contentType: 'application/json',
    content: Buffer.from(JSON.stringify({ Connection: connection, ContainerName: container, BlobName: name })),
  },
});

type BlobToDeliver = Pick<ReadBlob, 'metadata'> & { data: RpcTypedData };

const readToDeliver = async (
  { delivery, connection }: Target,
  account: StorageClients,
  blob: { container: string; name: string; etag: string | undefined },
): Promise<BlobToDeliver | undefined> => {
  if (delivery === 'reference') {
    const found = await readBlobMetadata(account, blob);
    return found && { ...found, data: toReference(connection, blob.container, blob.name) };
  }
  const found = await readBlob(account, blob);
  if (!found) return undefined;
  const { bytes, metadata } = found;
  return { metadata, data: delivery === 'text' ? { string: bytes.toString('utf8') } : { bytes } };
};

const toTrigger = ({ pattern }: Target, name: string, blob: BlobToDeliver, reason: string): Trigger => ({
  reason,
  data: blob.data,
  metadata: {
    ...blob.metadata,
    ...Object.fromEntries(Object.entries(pattern.match(name) ?? {}).map(([key, string]) => [key, { string }])),
  },
});

const deliver =
  (target: Target, account: StorageClients): Deliver =>
  async ({ container, name, etag }) => {
    const { invoke, logger, target: hosted } = target.context;
    const path = `${container}/${name}`;
    const blob = await readToDeliver(target, account, { container, name, etag });
    if (blob === undefined) {
      logger('information', 'Host.Triggers.Blob', `Blob '${path}' is gone or was written again; skipping this version`);
      return 'done';
    }
    const outcome = await invoke(
      hosted,
      toTrigger(target, name, blob, `New blob detected(LogsAndContainerScan): ${path}`),
    );
    return outcome.ok ? 'done' : 'failed';
  };

/** `input` is `container/name`, typed by a person. It need not match the trigger's path. */
const runByHand = async (target: Target, account: StorageClients, input: string): Promise<void> => {
  const { invoke, logger, target: hosted } = target.context;
  const [, container, name] = /^\/?([^/]+)\/(.+)$/s.exec(input) ?? [];
  const fail = (why: string) =>
    logger('error', `Function.${hosted.metadata.name}`, `Cannot run for "${input}": ${why}`);
  if (container === undefined || name === undefined) return fail('the input is not container/name');
  try {
    const blob = await readToDeliver(target, account, { container, name, etag: undefined });
    if (blob === undefined) return fail('there is no such blob');
    const fitting =
      container === target.pattern.container
        ? target
        : { ...target, pattern: { ...target.pattern, match: () => undefined } };
    await invoke(
      hosted,
      toTrigger(fitting, name, blob, 'This function was programmatically called via the host APIs.'),
    );
  } catch (error) {
    fail(errorMessage(error));
  }
};

/**
 * Polls the container named in its path, as the real host does for `LogsAndContainerScan`.
 * Runs at least once for each version of a blob.
 */
export const blobTrigger = (options: BlobTriggerOptions): TriggerFactory => {
  let getShared: ReturnType<typeof createSharedQueue> | undefined;

  return (context) => {
    const { target, binding, problems, host, logger } = context;
    const path = binding.text('path');
    const pattern = path === undefined ? undefined : parsePathPattern(path, problems);
    if (path === undefined) problems.push('a Blob trigger needs a path such as uploads/{name}');
    const name = binding.text('connection') ?? 'Storage';
    const connection = resolveStorage(name, options.env, problems);
    const own = resolveStorage('Storage', options.env, problems);
    checkSource(binding, problems);
    if (target.metadata.retryOptions) problems.push('retry policies are for timers and Cosmos DB, not for blobs');
    if (pattern === undefined || connection === undefined || own === undefined) return undefined;
    getShared ??= createSharedQueue(own, options);
    const shared = getShared;
    const self = { context, pattern, connection: name, delivery: deliveryOf(binding) };
    const functionId = `Host.Functions.${target.metadata.name}`;

    return {
      summary: () => `blobTrigger ${path}`,
      run: async (input) => runByHand(self, await openNamed(name, connection), input),
      listen: async () => {
        const account = await openNamed(name, connection);
        const { receipts, queue } = await shared(host.blobs, logger);
        queue.register(functionId, { deliver: deliver(self, account), poison: account.queues });
        const { container } = pattern;
        const scanning = scanContainer({
          container: account.blobs.getContainerClient(container),
          pattern,
          pollMs: options.pollMs,
          logger,
          offer: ({ blobType, ...blob }) => {
            const version = { ...blob, container };
            return receipts.once(functionId, version, () => queue.add({ ...version, functionId, blobType }));
          },
        });
        return {
          stop: async () => {
            await Promise.all([scanning.stop(), queue.stop()]);
          },
          close: queue.settled,
        };
      },
    };
  };
};
