import type { ReplayedDeadLetters } from '../../../application/dead-letters/replay-dead-letters.ts';
import { type Endpoint, signedIn } from '../api.ts';

type Deps = { replayDeadLetters: () => Promise<ReplayedDeadLetters> };

export const replayDeadLettersEndpoint = ({ replayDeadLetters }: Deps): Endpoint =>
  signedIn(async () => ({ status: 202, body: await replayDeadLetters() }), { roles: ['admin'] });
