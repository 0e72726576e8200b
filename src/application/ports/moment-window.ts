/** A range of moments: after `after`, up to and including `until` (ISO 8601 UTC). */
export type MomentWindow = { after: string; until: string };
