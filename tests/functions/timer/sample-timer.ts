import type { Timer } from '@azure/functions';

export const sampleTimer = (isPastDue: boolean): Timer => ({
  isPastDue,
  schedule: { adjustForDST: false },
  scheduleStatus: { last: '', lastUpdated: '', next: '' },
});
