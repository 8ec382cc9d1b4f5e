import type { ReactNode } from 'react';
import { classes } from './classes.js';
import { Sideways } from './sideways.js';

export interface Column<Row> {
  /** The head of the column; where nothing is to be seen there, still what is read out. */
  head: string;
  hideHead?: boolean;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end. */
  end?: boolean;
  /** Left out on a narrow screen. */
  wide?: boolean;
  className?: string;
}

interface Props<Row> {
  /** What the table holds, for who does not see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Marks a row, such as the chosen one. */
  isMarked?: (row: Row) => boolean;
}

/** A dense table. Wider than its place it scrolls by itself, and shows that it does. */
export function Table<Row>({ label, columns, rows, keyOf, isMarked }: Props<Row>) {
  const place = ({ end, wide, className }: Column<Row>) =>
    classes('px-3 py-2 first:pl-4 last:pr-4', end && 'text-right tabular-nums', wide && 'max-md:hidden', className);
  return (
    <Sideways label={label}>
      <table className="w-full border-collapse text-sm" aria-label={label}>
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-soft">
            {columns.map((column) => (
              <th key={column.head} scope="col" className={classes(place(column), 'font-medium whitespace-nowrap')}>
                {column.hideHead === true ? <span className="sr-only">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              className={classes(
                'border-b border-line last:border-0 hover:bg-hover',
                isMarked?.(row) === true && 'bg-honey-soft',
              )}
            >
              {columns.map((column) => (
                <td key={column.head} className={place(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
