import type { ComponentChildren } from 'preact';
import { type Run, useAction } from './use-action.ts';

type Props = {
  run: Run;
  children: ComponentChildren;
  /** What it is about, for screen readers: follows the text. */
  about?: string;
  kind?: 'main' | 'danger' | 'plain';
  disabled?: boolean;
  pressed?: boolean;
};

/** A button for something that takes a while and can fail. */
export const Action = ({ run, children, about, kind = 'plain', disabled = false, pressed }: Props) => {
  const { isBusy, start } = useAction(run);
  return (
    <button
      type="button"
      class={kind}
      aria-busy={isBusy}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => void start()}
    >
      {children}
      {about !== undefined && <span class="unseen"> {about}</span>}
    </button>
  );
};
