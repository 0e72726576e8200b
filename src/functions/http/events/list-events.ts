import type { Page } from '../../../application/cursor.ts';
import type { ListEventsQuery } from '../../../application/events/list-events.ts';
import type { ShopEvent } from '../../../domain/event.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { listEventsQuery } from './event-schemas.ts';
import { presentEvent } from './present-event.ts';

type Deps = { listEvents: (query: ListEventsQuery) => Promise<Page<ShopEvent>> };

export const listEventsEndpoint = ({ listEvents }: Deps): Endpoint =>
  signedIn(
    async (request) => presentPage(request, await listEvents(parseQuery(listEventsQuery, request)), presentEvent),
    { roles: ['admin'] },
  );
