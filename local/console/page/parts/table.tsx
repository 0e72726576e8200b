import type { ComponentChildren, ComponentProps } from 'preact';

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

/** Where rows are cards, browsers no longer treat them as a table. The roles restore that. */
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  columnHeader: { role: 'columnheader', scope: 'col' },
  rowHeader: { role: 'rowheader', scope: 'row' },
} as const;

export const Row = (props: ComponentProps<'tr'>) => <tr {...roles.row} {...props} />;
export const Cell = (props: ComponentProps<'td'>) => <td {...roles.cell} {...props} />;
/** The cell that names its row. */
export const RowHeader = (props: ComponentProps<'th'>) => <th {...roles.rowHeader} {...props} />;

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
      <table {...roles.table} style={nameColumns(columns.map(toColumn))}>
        <caption class="unseen">{caption}</caption>
        <thead {...roles.group}>
          <Row>
            {columns.map(toColumn).map(({ name, numeric, hidden }) => (
              <th key={name} {...roles.columnHeader} class={numeric ? 'number' : undefined}>
                {hidden ? <span class="unseen">{name}</span> : name}
              </th>
            ))}
          </Row>
        </thead>
        <tbody {...roles.group}>{children}</tbody>
      </table>
    </section>
  );
