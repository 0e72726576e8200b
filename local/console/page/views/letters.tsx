import { useId, useRef } from 'preact/hooks';
import type { DeadLetter } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatWhen } from '../format.ts';
import { notify, notifyFailure } from '../notices.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { linkTo } from '../route.ts';

const pathOf = ({ sequenceNumber }: DeadLetter): string =>
  `/api/v1/admin/dead-letters/${encodeURIComponent(sequenceNumber)}`;

const showBody = (body: unknown): string => (typeof body === 'string' ? body : (JSON.stringify(body, null, 2) ?? ''));

/** Asks for the reason, which the audit trail keeps. */
const DiscardDialog = ({ letter }: { letter: DeadLetter }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const discard = async (): Promise<void> => {
    const reason = input.current?.value.trim() ?? '';
    if (reason === '') return input.current?.focus();
    dialog.current?.close();
    try {
      await call('DELETE', `${pathOf(letter)}?${new URLSearchParams({ reason })}`);
      notify(`Dead letter ${letter.sequenceNumber} was discarded.`);
    } catch (error) {
      notifyFailure(error);
    }
  };
  return (
    <>
      <button
        type="button"
        class="danger"
        aria-label={`Discard dead letter ${letter.sequenceNumber}`}
        onClick={() => dialog.current?.showModal()}
      >
        Discard
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}title`}>
        <h3 id={`${id}title`}>Discard dead letter {letter.sequenceNumber}</h3>
        <p>It is removed for good. The audit trail keeps its body and your reason.</p>
        <form
          method="dialog"
          onSubmit={(event) => {
            event.preventDefault();
            void discard();
          }}
        >
          <label>
            Reason
            <input ref={input} required maxLength={500} autocomplete="off" />
          </label>
          <div class="actions">
            <button type="button" onClick={() => dialog.current?.close()}>
              Keep it
            </button>
            <button type="submit" class="danger">
              Discard
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
};

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
        <Action
          kind="main"
          about={`dead letter ${letter.sequenceNumber}`}
          run={async () => {
            await call('POST', `${pathOf(letter)}/replay`);
            return `Dead letter ${letter.sequenceNumber} was sent again.`;
          }}
        >
          Replay
        </Action>
        <DiscardDialog letter={letter} />
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
