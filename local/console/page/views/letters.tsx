import type { DeadLetter } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatWhen } from '../format.ts';
import { Action } from '../parts/action.tsx';
import { AskFirst } from '../parts/ask-first.tsx';
import { Badge } from '../parts/badge.tsx';
import { linkTo } from '../route.ts';

const pathOf = ({ sequenceNumber }: DeadLetter): string =>
  `/api/v1/admin/dead-letters/${encodeURIComponent(sequenceNumber)}`;

const showBody = (body: unknown): string => (typeof body === 'string' ? body : (JSON.stringify(body, null, 2) ?? ''));

/** Safe to repeat, so it does not ask. An order without a flag has most likely been retried. */
const Replay = ({ letter }: { letter: DeadLetter }) => (
  <Action
    kind={letter.order === undefined || letter.order.attention ? 'main' : 'plain'}
    about={`dead letter ${letter.sequenceNumber}`}
    run={async () => {
      await call('POST', `${pathOf(letter)}/replay`);
      return `Dead letter ${letter.sequenceNumber} was sent again.`;
    }}
  >
    Replay
  </Action>
);

const Discard = ({ letter }: { letter: DeadLetter }) => (
  <AskFirst
    kind="danger"
    about={`dead letter ${letter.sequenceNumber}`}
    question={`Discard dead letter ${letter.sequenceNumber}?`}
    consequence="It is removed for good. The audit trail keeps its body and your reason."
    yes="Discard it"
    no="Keep it"
    fields={[{ name: 'reason', label: 'Reason', maxLength: 500 }]}
    run={async ({ reason = '' }) => {
      await call('DELETE', `${pathOf(letter)}?${new URLSearchParams({ reason })}`);
      return `Dead letter ${letter.sequenceNumber} was discarded.`;
    }}
  >
    Discard
  </AskFirst>
);

const Subject = ({ letter: { order, image } }: { letter: DeadLetter }) => {
  if (order !== undefined) {
    return (
      <>
        <a href={linkTo('orders', order.id)}>Order</a> <Badge text={order.status} />
        {order.attention !== undefined && <Badge text="needs attention" tone="bad" />}
      </>
    );
  }
  if (image === undefined) return <span class="dim">It names no order or image.</span>;
  return <a href={linkTo('products', image.productId)}>Image of {image.productId}</a>;
};

const Letter = ({ letter }: { letter: DeadLetter }) => (
  <li class="card">
    <div class="card-head">
      <h3>
        Dead letter <span class="code">{letter.sequenceNumber}</span> from {letter.source}
      </h3>
      <div class="actions">
        <Replay letter={letter} />
        <Discard letter={letter} />
      </div>
    </div>
    <p>
      <Subject letter={letter} />
    </p>
    <p>{letter.cause ?? letter.description ?? letter.reason ?? 'No reason is given.'}</p>
    <p class="dim">
      {letter.reason !== undefined && `${letter.reason}, `}
      {letter.attempt !== undefined && `attempt ${letter.attempt}, `}
      delivered {letter.deliveryCount === 1 ? 'once' : `${letter.deliveryCount} times`}, sent{' '}
      {formatWhen(letter.enqueuedAt)}
    </p>
    <details>
      <summary>
        Body<span class="unseen"> of dead letter {letter.sequenceNumber}</span>
      </summary>
      <pre tabIndex={0}>{showBody(letter.body)}</pre>
    </details>
  </li>
);

export const LetterList = ({ letters }: { letters: readonly DeadLetter[] }) => (
  <ul class="cards">
    {letters.map((letter) => (
      <Letter key={letter.sequenceNumber} letter={letter} />
    ))}
  </ul>
);
