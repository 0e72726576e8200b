import type { Lease } from './lease.ts';

type Host = {
  name: string;
  /** The ids of the leases that it reads now. */
  held: ReadonlySet<string>;
};

const largestOwner = (counts: ReadonlyMap<string, number>): [string, number] | undefined =>
  [...counts].toSorted(([, one], [, other]) => other - one)[0];

/**
 * The leases that a host should take now, by the rules of the .NET processor: free and expired ones
 * up to its share. If there are none, it takes one from the host that has the most.
 */
export const chooseLeases = (leases: readonly Lease[], { name, held }: Host, expiredBefore: number): Lease[] => {
  const isMine = ({ owner, id }: Lease) => owner === name && held.has(id);
  // One that this host owns and does not read was taken by a request whose answer got lost.
  const isFree = (lease: Lease): boolean =>
    !isMine(lease) && (lease.owner === undefined || lease.owner === name || lease.writtenAt < expiredBefore);
  const counts = new Map([[name, 0]]);
  for (const lease of leases) {
    if (lease.owner !== undefined && !isFree(lease)) counts.set(lease.owner, (counts.get(lease.owner) ?? 0) + 1);
  }
  const share = Math.max(1, Math.ceil(leases.length / counts.size));
  const wanted = share - (counts.get(name) ?? 0);
  if (wanted <= 0) return [];
  const free = leases.filter(isFree);
  if (free.length > 0) return free.slice(0, wanted);
  const [owner, count] = largestOwner(counts) ?? [name, 0];
  if (count <= share - (wanted > 1 ? 1 : 0)) return [];
  return leases.filter((lease) => lease.owner === owner).slice(0, 1);
};
