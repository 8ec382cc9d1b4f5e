import { memo } from 'react';
import { classes } from '../../ui/classes.js';
import { Checkbox } from '../../ui/field.js';
import { InlineCode } from '../../ui/inline-code.js';
import { FindingStateBadge, SeverityBadge } from '../../ui/review-badges.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { FindingRow } from './finding-queries.js';

export const ROW_HEIGHT = 54;

interface Props {
  row: FindingRow;
  at: number;
  top: number;
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
  const { row, at, top, isCurrent, isShown, isSelected, withState, onShow, onToggle } = props;
  const {
    id,
    handle,
    severity,
    category,
    title,
    path,
    line,
    repo,
    pr_number: number,
    created_at: created,
    state,
  } = row;
  return (
    <div
      role="row"
      id={rowId(id)}
      aria-rowindex={at + 1}
      aria-selected={isSelected}
      aria-current={isShown || undefined}
      onClick={() => onShow(at)}
      className={classes(
        'absolute top-0 left-0 flex w-full cursor-pointer items-center gap-3 border-b border-line px-4 hover:bg-hover',
        isShown && 'bg-honey-soft',
        isSelected && !isShown && 'bg-sunken',
        isCurrent && 'shadow-[inset_3px_0_0_var(--honey)]',
      )}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" onClick={(event) => event.stopPropagation()}>
        <Checkbox
          tabIndex={-1}
          checked={isSelected}
          aria-label={words.findings.select(handle)}
          onChange={() => onToggle(at)}
        />
      </span>
      <div role="gridcell" className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <SeverityBadge severity={severity} />
          <span className="truncate text-sm font-medium">
            <InlineCode text={title} />
          </span>
        </div>
        <div className="flex items-center gap-2 text-xs text-ink-soft">
          <span className="min-w-0 truncate font-mono text-2xs" dir="auto">
            {path}:{line}
          </span>
          <span className="shrink-0 max-sm:hidden">{category}</span>
        </div>
      </div>
      <div role="gridcell" className="shrink-0 text-right text-xs text-ink-soft">
        <div className="flex items-center justify-end gap-2">
          {withState && <FindingStateBadge state={state} />}
          <span className="max-w-40 truncate max-sm:hidden">
            {repo.split('/')[1]}#{number}
          </span>
          <span className="sm:hidden">#{number}</span>
        </div>
        <Time at={created} />
      </div>
    </div>
  );
});
