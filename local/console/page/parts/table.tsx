import type { ComponentChildren } from 'preact';

type Column = { name: string; numeric?: boolean; hidden?: boolean };

type Props = {
  /** What the rows are, for screen readers. */
  caption: string;
  columns: readonly (string | Column)[];
  /** What to say instead of no rows. */
  empty: string;
  children: ComponentChildren[];
};

const toColumn = (column: string | Column): Column => (typeof column === 'string' ? { name: column } : column);

/** On a phone each row is a card, and the style sheet labels its cells with these. */
const nameColumns = (columns: readonly Column[]): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap(({ name, hidden }, index) => (hidden ? [] : [[`--column-${index + 1}`, JSON.stringify(name)]])),
  );

/** A table that is too wide scrolls sideways on its own, with the keyboard, too. */
export const Table = ({ caption, columns, empty, children }: Props) =>
  children.length === 0 ? (
    <p class="dim empty">{empty}</p>
  ) : (
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table style={nameColumns(columns.map(toColumn))}>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(toColumn).map(({ name, numeric, hidden }) => (
              <th key={name} scope="col" class={numeric ? 'number' : undefined}>
                {hidden ? <span class="unseen">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
