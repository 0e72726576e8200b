import { useEffect, useState } from 'preact/hooks';
import {
  dismissAllNotices,
  dismissNotice,
  followNotices,
  listNotices,
  type ShownNotice,
  type Tone,
} from '../notices.ts';

const signs: Readonly<Record<Tone, { icon: string; word: string }>> = {
  good: { icon: '✓', word: 'Done' },
  warn: { icon: '!', word: 'Warning' },
  bad: { icon: '×', word: 'Error' },
};

const NoticeItem = ({ notice: { id, text, tone, link } }: { notice: ShownNotice }) => (
  <div class={`notice ${tone}`}>
    <span class="sign" aria-hidden="true">
      {signs[tone].icon}
    </span>
    <p>
      <span class="unseen">{signs[tone].word}: </span>
      {text}
      {link !== undefined && (
        <>
          {' '}
          <a href={link.href}>{link.text}</a>
        </>
      )}
    </p>
    <button type="button" class="quiet" aria-label="Dismiss this message" onClick={() => dismissNotice(id)}>
      ×
    </button>
  </div>
);

const toItem = (notice: ShownNotice) => <NoticeItem key={notice.id} notice={notice} />;

/** Both regions are always there: screen readers only announce what is added to a known region. */
export const Notices = () => {
  const [shown, setShown] = useState(listNotices);
  useEffect(() => followNotices(setShown), []);
  useEffect(() => {
    addEventListener('hashchange', dismissAllNotices);
    return () => removeEventListener('hashchange', dismissAllNotices);
  }, []);
  return (
    <div class="notices">
      <div role="alert">{shown.filter(({ tone }) => tone === 'bad').map(toItem)}</div>
      <div role="status">{shown.filter(({ tone }) => tone !== 'bad').map(toItem)}</div>
    </div>
  );
};
