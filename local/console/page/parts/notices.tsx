import { useEffect, useState } from 'preact/hooks';

type Notice = { id: number; text: string; tone: 'good' | 'bad' };

const MAX_NOTICES = 3;
const GOOD_MS = 6_000;

let notices: readonly Notice[] = [];
let nextId = 1;
const listeners = new Set<(notices: readonly Notice[]) => void>();

const change = (next: readonly Notice[]): void => {
  notices = next;
  for (const listener of listeners) listener(notices);
};

const dismiss = (id: number): void => change(notices.filter((notice) => notice.id !== id));

/** Says what an action did. A failure stays until it is dismissed. */
export const notify = (text: string, tone: Notice['tone'] = 'good'): void => {
  const id = nextId;
  nextId += 1;
  change([...notices, { id, text, tone }].slice(-MAX_NOTICES));
  if (tone === 'good') setTimeout(() => dismiss(id), GOOD_MS);
};

export const Notices = () => {
  const [shown, setShown] = useState(notices);
  useEffect(() => {
    listeners.add(setShown);
    return () => void listeners.delete(setShown);
  }, []);
  return (
    <div class="notices" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} class={`notice ${tone}`}>
          <p>{text}</p>
          <button type="button" class="quiet" aria-label="Dismiss this message" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
};
