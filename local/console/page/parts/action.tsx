import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Notice, notify, notifyFailure } from '../notices.ts';

type Props = {
  /** Does it; resolves to what to say, if anything. A text says that it has worked. */
  run: () => Promise<string | Notice | undefined>;
  children: ComponentChildren;
  /** What it is about, for screen readers: follows the text. */
  about?: string;
  kind?: 'main' | 'danger' | 'plain';
  disabled?: boolean;
  pressed?: boolean;
};

/** A button for something that takes a while and can fail. */
export const Action = ({ run, children, about, kind = 'plain', disabled = false, pressed }: Props) => {
  const [isBusy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      const said = await run();
      if (said !== undefined) notify(said);
    } catch (error) {
      notifyFailure(error);
    } finally {
      setBusy(false);
    }
  };
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
