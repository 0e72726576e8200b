import { etagOfContent } from '../../../domain/etag.ts';
import type { EventId, ShopEvent } from '../../../domain/event.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeEventId } from '../route-id.ts';
import { presentEvent } from './present-event.ts';

type Deps = { getEvent: (id: EventId) => Promise<ShopEvent> };

/** An event never changes. */
export const getEventEndpoint = ({ getEvent }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const event = presentEvent(await getEvent(routeEventId(request)));
      return { status: 200, body: event, etag: etagOfContent(JSON.stringify(event)) };
    },
    { roles: ['admin'] },
  );
