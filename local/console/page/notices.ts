export type Tone = 'good' | 'warn' | 'bad';

/** What an action did. `link`: where to look next. */
export type Notice = { text: string; tone: Tone; link?: { href: string; text: string } };
export type ShownNotice = Notice & { id: number };

const MAX_SHOWN = 3;
const SHOWN_MS = 8_000;

let notices: readonly ShownNotice[] = [];
let nextId = 1;
const listeners = new Set<(notices: readonly ShownNotice[]) => void>();

const change = (next: readonly ShownNotice[]): void => {
  notices = next;
  for (const listener of listeners) listener(notices);
};

const isFailure = ({ tone }: Notice): boolean => tone === 'bad';

/** The newest failures and the newest other notices: neither pushes the other out. */
const keepNewest = (all: readonly ShownNotice[]): readonly ShownNotice[] => {
  const failures = all.filter(isFailure).slice(-MAX_SHOWN);
  const others = all.filter((notice) => !isFailure(notice)).slice(-MAX_SHOWN);
  return [...failures, ...others];
};

export const listNotices = (): readonly ShownNotice[] => notices;

export const dismissNotice = (id: number): void => change(notices.filter((notice) => notice.id !== id));

/** For when another view is opened: the notices belong to the one before. */
export const dismissAllNotices = (): void => change([]);

/** Calls `listener` after each change. Returns a function that stops this. */
export const followNotices = (listener: (notices: readonly ShownNotice[]) => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** For what worked but needs watching, or breaks something on purpose. */
export const warning = (text: string, link?: Notice['link']): Notice => ({
  text,
  tone: 'warn',
  ...(link !== undefined && { link }),
});

/** Shows a success, unless a tone is given. A failure stays until it is dismissed. */
export const notify = (said: string | Notice): void => {
  const notice: Notice = typeof said === 'string' ? { text: said, tone: 'good' } : said;
  const id = nextId;
  nextId += 1;
  const others = notices.filter(({ text, tone }) => text !== notice.text || tone !== notice.tone);
  change(keepNewest([...others, { ...notice, id }]));
  if (!isFailure(notice)) setTimeout(() => dismissNotice(id), SHOWN_MS);
};

export const notifyFailure = (error: unknown): void =>
  notify({ text: error instanceof Error ? error.message : String(error), tone: 'bad' });
