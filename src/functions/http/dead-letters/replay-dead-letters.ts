import type { ReplayCounts } from '../../../application/dead-letters/replay-counts.ts';
import { type Endpoint, signedIn } from '../api.ts';

type Deps = { replayDeadLetters: () => Promise<ReplayCounts> };

export const replayDeadLettersEndpoint = ({ replayDeadLetters }: Deps): Endpoint =>
  signedIn(async () => ({ status: 202, body: await replayDeadLetters() }), { roles: ['admin'] });
