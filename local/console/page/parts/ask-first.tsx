import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { type Run, useAction } from './use-action.ts';

/** Something to fill in. It must not be left empty. */
type Field = { name: string; label: string; value?: string; maxLength: number };

type Props = {
  /** The text of the button. */
  children: string;
  /** For screen readers, after the text: which item the button is for. */
  about?: string;
  kind?: 'main' | 'danger' | 'plain';
  /** Asks whether to do it. */
  question: string;
  /** What it does, and whether it can be undone. */
  consequence: ComponentChildren;
  /** The two answers: `yes` does it, `no` does not. */
  yes: string;
  no: string;
  fields?: readonly Field[];
  /** Receives what was filled in, by the names of the fields. */
  run: Run<[Readonly<Record<string, string>>]>;
};

const readFields = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));

/** An answer of only spaces does not count. */
const NOT_BLANK = '.*\\S.*';

/**
 * A button for what cannot be undone, or changes what a customer sees. It asks in a dialog first:
 * Escape and `no` leave everything as it is, and the focus goes back to the button.
 */
export const AskFirst = ({ children, about, kind = 'plain', question, consequence, yes, no, fields, run }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { isBusy, start } = useAction(run);
  // While the previous call runs, confirming would do nothing.
  const open = (): void => {
    if (!isBusy) dialog.current?.showModal();
  };
  const onSubmit = (event: SubmitEvent): void => {
    if (event.currentTarget instanceof HTMLFormElement) void start(readFields(event.currentTarget));
  };
  return (
    <>
      <button type="button" class={kind} aria-busy={isBusy} onClick={open}>
        {children}
        {about !== undefined && <span class="unseen"> {about}</span>}
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}question`} aria-describedby={`${id}consequence`}>
        <h3 id={`${id}question`}>{question}</h3>
        <p id={`${id}consequence`}>{consequence}</p>
        <form method="dialog" onSubmit={onSubmit}>
          {fields?.map(({ name, label, value, maxLength }) => (
            <label key={name}>
              {label}
              <input
                name={name}
                defaultValue={value}
                required
                pattern={NOT_BLANK}
                maxLength={maxLength}
                autocomplete="off"
              />
            </label>
          ))}
          <div class="actions">
            <button type="button" onClick={() => dialog.current?.close()}>
              {no}
            </button>
            <button type="submit" class={kind}>
              {yes}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
};
