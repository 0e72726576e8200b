/** Who reads a partition range, and how far. Its document has the layout of the .NET processor. */
export type Lease = {
  id: string;
  /** The id of the partition range. */
  token: string;
  /** Undefined while it is free. */
  owner: string | undefined;
  /** The etag of the last page that was handled. Undefined before the first one. */
  continuation: string | undefined;
  /** Milliseconds since 1970, by the clock of the host that wrote it last. */
  writtenAt: number;
  etag: string;
  /** As it is stored, with members that only other hosts know. */
  document: Readonly<Record<string, unknown>>;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Undefined if the document is not a lease. */
export const parseLease = (document: Readonly<Record<string, unknown>>): Lease | undefined => {
  const { id, LeaseToken, Owner, ContinuationToken, timestamp, _ts, _etag } = document;
  if (typeof id !== 'string' || typeof LeaseToken !== 'string' || typeof _etag !== 'string') return undefined;
  const explicit = Date.parse(textOf(timestamp) ?? '');
  return {
    id,
    token: LeaseToken,
    owner: textOf(Owner),
    continuation: textOf(ContinuationToken),
    writtenAt: Number.isNaN(explicit) ? Number(_ts) * 1000 : explicit,
    etag: _etag,
    document,
  };
};

export type LeaseChange = {
  /** `null` gives it up. */
  owner?: string | null;
  continuation?: string;
};

/** The document after a change, stamped with the time. */
export const changeLease = ({ document }: Lease, change: LeaseChange, now: Date): Record<string, unknown> => ({
  ...document,
  ...('owner' in change && { Owner: change.owner }),
  ...(change.continuation !== undefined && { ContinuationToken: change.continuation }),
  timestamp: now.toISOString(),
});

export type PartitionRange = { id: string; min: string; max: string };

/** The document of a lease that nobody holds yet. */
export const newLease = (id: string, { id: token, min, max }: PartitionRange): Record<string, unknown> => ({
  id,
  version: 0,
  LeaseToken: token,
  FeedRange: { Range: { min, max } },
  Owner: null,
  ContinuationToken: null,
  properties: {},
  timestamp: null,
  Mode: 'Incremental Feed',
});
