import type { Accounts } from './cosmos-db/connect-feed.ts';
import type { FeedListener } from './cosmos-db/listen-to-feed.ts';
import { type FeedOptions, readOptions } from './cosmos-db/read-options.ts';
import type { Deliver } from './cosmos-db/read-range.ts';
import { invokeWithRetry } from './invoke-with-retry.ts';
import type { TriggerContext, TriggerFactory } from './trigger-context.ts';

/** Throws a user error if a connection string is invalid. */
const openAccounts = async ({ source, leases }: FeedOptions): Promise<Accounts> => {
  const { openAccount } = await import('./cosmos-db/open-account.ts');
  const account = await openAccount(source);
  return { source: account, leases: leases.setting === source.setting ? account : await openAccount(leases) };
};

const deliverTo =
  ({ target, invoke }: TriggerContext, { source }: FeedOptions): Deliver =>
  async (documents, pause) => {
    const trigger = {
      reason: `New changes on container ${source.container} at ${new Date().toISOString()}`,
      data: { json: JSON.stringify(documents) },
    };
    const { ok } = await invokeWithRetry(target, trigger, invoke, pause);
    return ok;
  };

/** The most common way to lose changes with this trigger, so the log says it. */
const warnOfSkipped =
  ({ target, logger }: TriggerContext, path: string) =>
  (changes: number): void => {
    const { name } = target.metadata;
    const advice = target.metadata.retryOptions ? 'its retries are used up' : 'it has no retry policy';
    const what = `${changes} ${changes === 1 ? 'change' : 'changes'} of ${path}`;
    logger(
      'error',
      'Host.Triggers.CosmosDB',
      `Function '${name}' failed, and ${advice}: ${what} will not be delivered again`,
    );
  };

/** Warns if functions of this host have the same leases, because each gets only a part then. */
const createLeaseCheck = () => {
  const users = new Map<string, string>();
  return ({ target, logger }: TriggerContext, { source, leases, leasePrefix }: FeedOptions): void => {
    const { name } = target.metadata;
    const key = JSON.stringify([source, leases, leasePrefix]);
    const other = users.get(key);
    users.set(key, name);
    if (other === undefined) return;
    const advice = 'set leaseContainerPrefix, or each gets only a part of the changes';
    logger('warning', 'Host.Triggers.CosmosDB', `The functions '${other}' and '${name}' share their leases: ${advice}`);
  };
};

const isJsonArray = (text: string): boolean => {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
};

/**
 * Reads the change feed of a container, one host at a time per partition range. Each change is
 * delivered at least once, but one whose function fails is skipped unless it has a retry policy.
 */
export const cosmosDbTrigger = (env: NodeJS.ProcessEnv): TriggerFactory => {
  const checkLeases = createLeaseCheck();

  return (context) => {
    const { target, binding, problems, invoke, logger } = context;
    const options = readOptions(binding, env, problems);
    if (options === undefined) return undefined;
    const path = `${options.source.database}/${options.source.container}`;
    let listener: FeedListener | undefined;

    return {
      summary: () => `cosmosDBTrigger ${path}`,
      problem: () => listener?.problem(),
      run: async (input) => {
        if (!isJsonArray(input)) {
          const why = 'the input is not a JSON array of documents';
          return logger('error', `Function.${target.metadata.name}`, `Cannot run for "${input}": ${why}`);
        }
        const reason = 'This function was programmatically called via the host APIs.';
        await invoke(target, { reason, data: { json: input } });
      },
      listen: async () => {
        checkLeases(context, options);
        const accounts = await openAccounts(options);
        const { listenToFeed } = await import('./cosmos-db/listen-to-feed.ts');
        const deliver = deliverTo(context, options);
        listener = listenToFeed({ path, accounts, options, deliver, onSkip: warnOfSkipped(context, path), logger });
        return listener;
      },
    };
  };
};
