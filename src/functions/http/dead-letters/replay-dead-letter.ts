import type { ReplayedDeadLetter } from '../../../application/dead-letters/replay-dead-letter.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeSequenceNumber } from '../route-id.ts';

type Deps = { replayDeadLetter: (sequenceNumber: string) => Promise<ReplayedDeadLetter> };

export const replayDeadLetterEndpoint = ({ replayDeadLetter }: Deps): Endpoint =>
  signedIn(async (request) => ({ status: 202, body: await replayDeadLetter(routeSequenceNumber(request)) }), {
    roles: ['admin'],
  });
