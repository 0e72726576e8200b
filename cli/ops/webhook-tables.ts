import { renderTable, wrapText } from '../client/table.ts';
import type { Delivery, Endpoint, ListedEvent } from './webhook-shapes.ts';

export const describeState = ({ enabled, disabled, failingSince }: Endpoint): string => {
  if (!enabled) return disabled === undefined ? 'disabled' : `disabled (${disabled.reason}) since ${disabled.at}`;
  return failingSince === undefined ? 'enabled' : `enabled, failing since ${failingSince}`;
};

export const endpointTable = (endpoints: readonly Endpoint[]): string =>
  renderTable(
    ['endpoint', 'url and types', 'state'],
    endpoints.map((endpoint) => [
      endpoint.id,
      [endpoint.description, endpoint.url, endpoint.types.join(' ')]
        .filter((text) => text !== undefined)
        .map((text) => wrapText(text))
        .join('\n'),
      wrapText(describeState(endpoint), 30),
    ]),
  );

/** What became of the last call: its status or why there was none. */
export const describeLastAttempt = ({ attempts }: Delivery): string => {
  const last = attempts.at(-1);
  if (last === undefined) return '';
  return last.status === undefined ? (last.error ?? '') : `${last.status} ${last.answer ?? ''}`.trim();
};

export const deliveryTable = (deliveries: readonly Delivery[]): string =>
  renderTable(
    ['event', 'type', 'status', 'attempts', 'last answer', 'next attempt'],
    deliveries.map((delivery) => [
      delivery.eventId,
      delivery.type,
      delivery.status,
      delivery.attempts.length,
      wrapText(describeLastAttempt(delivery).slice(0, 200), 40),
      delivery.nextAt ?? '',
    ]),
  );

export const eventTable = (events: readonly ListedEvent[]): string =>
  renderTable(
    ['time', 'type', 'subject', 'event'],
    events.map(({ time, type, subject, id }) => [time, type, subject, id]),
  );
