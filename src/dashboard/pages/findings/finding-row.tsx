import { memo } from 'react';
import { classes } from '../../ui/classes.js';
import { Checkbox } from '../../ui/field.js';
import { InlineCode } from '../../ui/inline-code.js';
import { FindingStateBadge, isLeftOpen, SeverityBadge } from '../../ui/review-badges.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { FindingRow } from './finding-queries.js';

/** Of a row in pixels. Where it is narrow a title has two lines, and what stands at the end otherwise a line below. */
export const ROW_HEIGHT = { wide: 54, narrow: 92 } as const;

interface Props {
  row: FindingRow;
  at: number;
  top: number;
  height: number;
  isCurrent: boolean;
  isShown: boolean;
  isSelected: boolean;
  /** Rows of more than one state are listed. */
  withState: boolean;
  onShow: (at: number) => void;
  onToggle: (at: number) => void;
}

export const rowId = (id: string): string => `finding-${id}`;

/** One finding of the inbox. The keyboard is on the list as a whole; nothing in a row is a stop of its own. */
export const InboxRow = memo(function InboxRow(props: Props) {
  const { row, at, top, height, isCurrent, isShown, isSelected, withState, onShow, onToggle } = props;
  const { id, handle, severity, category, title, path, line, repo, pr_number: number, created_at: created } = row;
  return (
    <div
      role="row"
      id={rowId(id)}
      aria-rowindex={at + 1}
      aria-selected={isSelected}
      aria-current={isShown || undefined}
      onClick={() => onShow(at)}
      className={classes(
        'absolute top-0 left-0 grid w-full cursor-pointer grid-cols-[auto_minmax(0,1fr)] content-center items-center gap-x-3 border-b border-line px-4 hover:bg-hover sm:grid-cols-[auto_minmax(0,1fr)_auto]',
        isShown && 'bg-honey-soft',
        isSelected && !isShown && 'bg-sunken',
        isCurrent && 'shadow-[inset_3px_0_0_var(--honey)]',
      )}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className="max-sm:self-start" onClick={(event) => event.stopPropagation()}>
        <Checkbox
          tabIndex={-1}
          checked={isSelected}
          aria-label={words.findings.select(handle)}
          onChange={() => onToggle(at)}
        />
      </span>
      <div role="gridcell" className="min-w-0">
        <div className="line-clamp-2 text-sm/5 font-medium wrap-anywhere sm:line-clamp-1" title={title}>
          <SeverityBadge severity={severity} /> <InlineCode text={title} />
        </div>
        <div className="flex items-center gap-2 text-xs text-ink-soft">
          <span className="flex min-w-0 font-mono text-2xs" title={`${path}:${line}`}>
            <span className="truncate" dir="auto">
              {path}
            </span>
            <span className="shrink-0">:{line}</span>
          </span>
          <span className="shrink-0 max-sm:hidden">{category}</span>
        </div>
      </div>
      <div
        role="gridcell"
        className="flex min-w-0 items-center gap-x-2 text-xs text-ink-soft max-sm:col-start-2 sm:flex-col sm:items-end"
      >
        <span className="flex min-w-0 items-center gap-2">
          {(withState || isLeftOpen(row)) && <FindingStateBadge of={row} />}
          <span className="truncate sm:max-w-40">
            {repo.split('/')[1]}#{number}
          </span>
        </span>
        <Time at={created} />
      </div>
    </div>
  );
});
