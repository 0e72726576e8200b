import type { Delivery } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatWhen, toWords } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { warning } from '../notices.ts';
import { Action } from '../parts/action.tsx';
import { AskFirst } from '../parts/ask-first.tsx';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, Table } from '../parts/table.tsx';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

type EndpointRow = Topics['webhooks']['rows'][number];
type Received = Topics['webhooks']['received'][number];

const types = [
  'order.placed',
  'order.confirmed',
  'order.rejected',
  'order.cancelled',
  'order.shipped',
  'product.changed',
] as const;

const describeAttempt = ({ attempts }: Delivery): string => {
  const last = attempts.at(-1);
  if (last === undefined) return '';
  return last.status === undefined ? (last.error ?? '') : `answered ${last.status} in ${last.ms} ms`;
};

const DeliveryRow = ({ endpointId, delivery }: { endpointId: string; delivery: Delivery }) => (
  <Row>
    <Cell>
      {delivery.subject?.startsWith('ord_') ? (
        <a href={linkTo('orders', delivery.subject)}>{delivery.type}</a>
      ) : (
        delivery.type
      )}
    </Cell>
    <Cell>
      <Badge text={delivery.status} />
    </Cell>
    <Cell class="number">{delivery.attempts.length}</Cell>
    <Cell class="nowrap">{describeAttempt(delivery)}</Cell>
    <Cell class="nowrap dim">{delivery.nextAt === undefined ? '' : formatWhen(delivery.nextAt)}</Cell>
    <Cell class="nowrap dim">{formatWhen(delivery.createdAt)}</Cell>
    <Cell class="number">
      <Action
        about={`${delivery.type} of ${formatWhen(delivery.createdAt)}`}
        run={async () => {
          await call('POST', `/api/v1/webhook-endpoints/${endpointId}/deliveries/${delivery.eventId}/retry`);
          return 'The webhook is being sent again.';
        }}
      >
        Retry
      </Action>
    </Cell>
  </Row>
);

const answers = [
  [200, 'accepts'],
  [500, 'fails'],
  [410, 'is gone'],
] as const;

const Answers = ({ row }: { row: EndpointRow }) => (
  <fieldset class="filters">
    <legend class="unseen">What the built-in receiver answers</legend>
    <span class="dim">The receiver</span>
    {answers.map(([answer, name]) => (
      <Action
        key={answer}
        pressed={row.answers === answer}
        run={async () => {
          await call('PUT', '/console/receivers', { url: row.endpoint.url, answer });
          const text = `The receiver answers ${answer} from now on.`;
          return answer === 200 ? text : warning(text);
        }}
      >
        {name} ({answer})
      </Action>
    ))}
  </fieldset>
);

const EndpointCard = ({ row }: { row: EndpointRow }) => {
  const { endpoint, deliveries } = row;
  const path = `/api/v1/webhook-endpoints/${endpoint.id}`;
  const setEnabled = async (enabled: boolean): Promise<string> => {
    const { url, types: wanted, description } = endpoint;
    await call('PUT', path, { url, types: wanted, enabled, ...(description !== undefined && { description }) });
    return enabled ? 'The endpoint is enabled.' : 'The endpoint is disabled.';
  };
  return (
    <li class="card">
      <div class="card-head">
        <h2 class="code">{endpoint.url}</h2>
        <div class="actions">
          <Action
            about={`to ${endpoint.url}`}
            run={async () => {
              await call('POST', `${path}/test`);
              return 'A test event is on its way.';
            }}
          >
            Send a test
          </Action>
          <Action about={endpoint.url} run={() => setEnabled(!endpoint.enabled)}>
            {endpoint.enabled ? 'Disable' : 'Enable'}
          </Action>
          <AskFirst
            kind="danger"
            about={endpoint.url}
            question="Remove this webhook endpoint?"
            consequence={`${endpoint.url} gets nothing more, not even what is waiting to be retried. This cannot be undone.`}
            yes="Remove it"
            no="Keep it"
            run={async () => {
              await call('DELETE', path);
              return 'The endpoint was removed.';
            }}
          >
            Remove
          </AskFirst>
        </div>
      </div>
      <p>
        {endpoint.enabled ? <Badge text="enabled" tone="good" /> : <Badge text="disabled" tone="warn" />}
        {endpoint.disabled !== undefined && <span>{toWords(endpoint.disabled.reason)} </span>}
        {endpoint.failingSince !== undefined && (
          <Badge text={`failing since ${formatWhen(endpoint.failingSince)}`} tone="bad" />
        )}
        <span class="dim">{endpoint.types.join(', ')}</span>
      </p>
      {row.isBuiltIn && <Answers row={row} />}
      <Table
        caption={`Deliveries to ${endpoint.url}`}
        columns={[
          'Event',
          'State',
          { name: 'Attempts', numeric: true },
          'Last attempt',
          'Next',
          'Created',
          { name: 'Retry', hidden: true },
        ]}
        empty="Nothing has been sent yet. Send a test, or place an order."
      >
        {(deliveries ?? []).map((delivery) => (
          <DeliveryRow key={delivery.eventId} endpointId={endpoint.id} delivery={delivery} />
        ))}
      </Table>
    </li>
  );
};

const prettyJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const typeOf = (body: string): string => /"type":"([\w.]+)"/.exec(body)?.[1] ?? 'no type';

const ReceivedCall = ({ received }: { received: Received }) => (
  <li>
    <details class="call">
      <summary>
        <b>{typeOf(received.body)}</b>{' '}
        {received.problem === undefined ? (
          <Badge text="genuine" tone="good" />
        ) : (
          <Badge text={`not genuine: ${received.problem}`} tone="bad" />
        )}
        <span class="dim">
          answered {received.answered} at {formatWhen(received.at)}
        </span>
      </summary>
      <pre>{prettyJson(received.body)}</pre>
    </details>
  </li>
);

const addReceiver = async (): Promise<string> => {
  await call('POST', '/console/receivers', { types });
  return 'The built-in receiver gets all events of orders and products from now on.';
};

export const WebhooksView = ({ live }: { live: Live<Topics['webhooks']> | undefined }) => {
  const found = live?.value;
  return (
    <View
      title="Webhooks"
      live={live}
      actions={
        <Action kind="main" disabled={found?.rows.some(({ isBuiltIn }) => isBuiltIn) ?? true} run={addReceiver}>
          Add the built-in receiver
        </Action>
      }
    >
      {found === undefined ? (
        live?.problem === undefined && <Loading />
      ) : (
        <>
          {found.rows.length === 0 && (
            <p class="dim empty">
              No endpoints. Add the built-in receiver to see what the shop sends, signed as for any other receiver.
            </p>
          )}
          <ul class="cards">
            {found.rows.map((row) => (
              <EndpointCard key={row.endpoint.id} row={row} />
            ))}
          </ul>
          {found.received.length > 0 && (
            <section aria-labelledby="received">
              <h2 id="received">What the built-in receiver got</h2>
              <ul class="calls">
                {found.received.map((received, index) => (
                  <ReceivedCall
                    key={`${received.at} ${received.id} ${found.received.length - index}`}
                    received={received}
                  />
                ))}
              </ul>
            </section>
          )}
          <Unknowns items={found.unknown} />
        </>
      )}
    </View>
  );
};
