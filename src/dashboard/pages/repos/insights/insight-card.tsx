import type { ReactNode } from 'react';
import { count } from '../../../format/number.js';
import { Card } from '../../../ui/card.js';
import { Empty } from '../../../ui/states.js';
import { Table, type Column } from '../../../ui/table.js';
import { words } from '../../../words/en.js';

interface Props<Row> {
  title: string;
  /** How it is counted, and what it does not say. */
  help: string;
  empty: string;
  rows: readonly Row[];
  /** How many there are in all; left out: all are shown. */
  of?: number;
  columns: readonly Column<NoInfer<Row>>[];
  keyOf: (row: NoInfer<Row>) => string | number;
  note?: ReactNode;
}

/** One thing that is known, as a table with how it is counted. */
export function InsightCard<Row>({ title, help, empty, rows, of, columns, keyOf, note }: Props<Row>) {
  return (
    <Card
      title={title}
      flush
      actions={
        of !== undefined && of > rows.length ? (
          <span className="text-xs text-ink-soft">{words.repoInsights.of(rows.length, count(of))}</span>
        ) : undefined
      }
    >
      {rows.length === 0 ? (
        <Empty title={words.repoInsights.none} hint={empty} />
      ) : (
        <Table label={title} columns={columns} rows={rows} keyOf={keyOf} />
      )}
      {note}
      <p className="border-t border-line px-4 py-2.5 text-xs text-ink-soft">{help}</p>
    </Card>
  );
}
