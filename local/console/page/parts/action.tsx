import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { notify } from './notices.tsx';

type Props = {
  /** Does it; resolves to what to say, if anything. */
  run: () => Promise<string | undefined>;
  children: ComponentChildren;
  /** What it is about, for screen readers: follows the text. */
  about?: string;
  kind?: 'main' | 'danger' | 'plain';
  disabled?: boolean;
  pressed?: boolean;
};

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A button for something that takes a while and can fail. */
export const Action = ({ run, children, about, kind = 'plain', disabled = false, pressed }: Props) => {
  const [isBusy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      const text = await run();
      if (text !== undefined) notify(text);
    } catch (error) {
      notify(describe(error), 'bad');
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
