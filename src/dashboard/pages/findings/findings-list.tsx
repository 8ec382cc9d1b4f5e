import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useMedia } from '../../layout/use-media.js';
import { words } from '../../words/en.js';
import type { FindingRow } from './finding-queries.js';
import { InboxRow, ROW_HEIGHT, rowId } from './finding-row.js';

/** So many rows before the end the next page is asked for. */
const AHEAD = 40;
/** Tailwind's `sm`, by which the rows are laid out. */
const IS_WIDE = '(min-width: 40rem)';

interface Props {
  rows: readonly FindingRow[];
  /** The row that the keyboard is on; -1: none. */
  cursor: number;
  /** How often it was moved. */
  moves: number;
  shown: string | undefined;
  selected: ReadonlySet<string>;
  withState: boolean;
  onShow: (at: number) => void;
  onToggle: (at: number) => void;
  onEnd: () => void;
}

/** The rows of the inbox, of which only those are made that can be seen. */
export function FindingsList({ rows, cursor, moves, shown, selected, withState, onShow, onToggle, onEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const height = ROW_HEIGHT[useMedia(IS_WIDE) ? 'wide' : 'narrow'];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 10,
  });
  // It keeps the heights that it has.
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onEnd();
  }, [last, rows.length, onEnd]);
  // Only where the keyboard went: rows that come and go meanwhile leave the list where it is.
  const isPlaced = cursor >= 0;
  const place = useRef(cursor);
  useEffect(() => void (place.current = cursor));
  useEffect(() => {
    if (isPlaced) virtual.scrollToIndex(place.current, { align: 'auto' });
  }, [moves, isPlaced, virtual]);
  const current = rows[cursor];
  const isMade = items.some(({ index }) => index === cursor);
  return (
    <div
      ref={box}
      data-scroller
      role="grid"
      tabIndex={0}
      aria-label={words.findings.list}
      aria-multiselectable="true"
      aria-rowcount={rows.length}
      aria-activedescendant={current !== undefined && isMade ? rowId(current.id) : undefined}
      className="min-h-0 flex-1 overflow-y-auto rounded-b-lg"
    >
      <div role="rowgroup" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <InboxRow
                key={row.id}
                row={row}
                at={index}
                top={start}
                height={height}
                isCurrent={index === cursor}
                isShown={row.id === shown}
                isSelected={selected.has(row.id)}
                withState={withState}
                onShow={onShow}
                onToggle={onToggle}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
