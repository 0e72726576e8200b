/** The LSN of a range in a session token such as `0:-1#5,1:-1#9`; 0 if there is none. */
export const seenLsn = (token: string | undefined, rangeId: string): number => {
  for (const part of token?.split(',') ?? []) {
    const [id, vector] = part.split(':');
    if (id !== rangeId) continue;
    const lsn = Number(vector?.split('#')[1]);
    return Number.isInteger(lsn) ? lsn : 0;
  }
  return 0;
};

export const sessionToken = (rangeId: string, lsn: number): string => `${rangeId}:-1#${lsn}`;
