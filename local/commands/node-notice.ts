const LEAST_SUPPORTED = 22;

/** A line for people whose Node gets no more security fixes. `version` is like 20.20.2. */
export const nodeNotice = (version: string): string | undefined =>
  Number.parseInt(version, 10) < LEAST_SUPPORTED
    ? `Node ${version} is out of support (Node 20 ended on 2026-04-30). Hearth still runs on it; Node 24 is recommended.`
    : undefined;
