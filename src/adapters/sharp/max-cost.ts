/** In nanoseconds of CPU time, estimated. Keeps the most expensive accepted image below 4 s. */
export const MAX_COST = 3_500_000_000;
