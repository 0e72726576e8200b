import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { describeProblem } from '../describe-problem.ts';
import type { Live } from '../live.ts';

type Props = {
  title: string;
  /** What it shows. */
  live?: Live<unknown> | undefined;
  actions?: ComponentChildren;
  children: ComponentChildren;
};

let hasOpened = false;

/** A view with its heading, which gets the focus so that screen readers say where one is. */
export const View = ({ title, live, actions, children }: Props) => {
  const problem = describeProblem(live);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Hearth console`;
    // Not when the page opens: then the focus belongs to the browser.
    if (hasOpened) heading.current?.focus({ preventScroll: true });
    hasOpened = true;
  }, [title]);
  return (
    <>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {problem !== undefined && (
        <p class="trouble" role="alert">
          {problem}
        </p>
      )}
      {children}
    </>
  );
};

export const Loading = () => <p class="dim">Loading…</p>;

/** What could not be read. */
export const Unknowns = ({ items }: { items: readonly { part: string; reason: string }[] }) =>
  items.length === 0 ? null : (
    <ul class="trouble">
      {items.map(({ part, reason }) => (
        <li key={part}>
          {part}: unknown. {reason}
        </li>
      ))}
    </ul>
  );
