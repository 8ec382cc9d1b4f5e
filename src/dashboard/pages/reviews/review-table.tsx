import { Link } from '@tanstack/react-router';
import { count, duration, money } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { classes } from '../../ui/classes.js';
import { FindingCounts, OriginBadge, OutcomeDot, VerdictBadge } from '../../ui/review-badges.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { ReviewRow } from './review-list.js';

const { columns: heads } = words.reviews;

function columnsFor(ofOneRepository: boolean): readonly Column<ReviewRow>[] {
  return [
    {
      head: heads.pull,
      className: 'min-w-40 w-full',
      cell: (row) => <Pull of={row} ofOneRepository={ofOneRepository} />,
    },
    { head: heads.outcome, wide: true, className: 'min-w-36', cell: Outcome },
    { head: heads.verdict, wide: true, cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
    { head: heads.findings, cell: ({ findings }) => <FindingCounts of={findings} /> },
    { head: heads.files, wide: true, end: true, cell: Files },
    { head: heads.cost, wide: true, end: true, cell: ({ cost_usd: cost }) => (cost === 0 ? '–' : money(cost)) },
    {
      head: heads.took,
      wide: true,
      end: true,
      className: 'whitespace-nowrap',
      cell: ({ duration_ms: ms }) => duration(ms),
    },
    { head: heads.when, wide: true, end: true, cell: ({ created_at: at }) => <Time at={at} /> },
  ];
}
const OF_ALL = columnsFor(false);
const OF_ONE = columnsFor(true);

/** Reviews as rows: what was reviewed first, then what came of it. */
export function ReviewTable({
  rows,
  ofOneRepository,
  isOld,
}: {
  rows: readonly ReviewRow[];
  ofOneRepository: boolean;
  /** Of the filters before; others are on their way. */
  isOld: boolean;
}) {
  return (
    <div className={classes(isOld && 'opacity-60')} aria-busy={isOld}>
      <Table
        label={words.reviews.title}
        columns={ofOneRepository ? OF_ONE : OF_ALL}
        rows={rows}
        keyOf={({ id }) => id}
      />
    </div>
  );
}

function Pull({ of, ofOneRepository }: { of: ReviewRow; ofOneRepository: boolean }) {
  const { id, pr_number: number, pr_title: title, pr_state: state, repo, author, origin, round } = of;
  return (
    <div className="min-w-0">
      <Link to="/reviews/$id" params={{ id }} className="font-medium break-words text-ink no-underline hover:underline">
        <span className="text-ink-soft tabular-nums">#{number}</span> {title}
      </Link>
      <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-ink-soft">
        {!ofOneRepository && <span className="break-words">{repo}</span>}
        <span>{author}</span>
        <OriginBadge origin={origin} />
        {round !== null && round > 1 && <span>{words.reviews.round(round)}</span>}
        {state === 'closed' && <Badge>{words.reviews.closed}</Badge>}
        <span className="md:hidden">
          <Time at={of.created_at} />
        </span>
        <span className="md:hidden">
          <OutcomeDot outcome={of.outcome} />
        </span>
      </div>
    </div>
  );
}

function Outcome({ outcome, reason }: ReviewRow) {
  return (
    <div>
      <OutcomeDot outcome={outcome} />
      {reason !== null && (
        <div className="mt-0.5 line-clamp-2 max-w-48 text-xs text-ink-soft max-md:hidden" title={reason}>
          {reason}
        </div>
      )}
    </div>
  );
}

function Files({ coverage }: ReviewRow) {
  if (coverage === null) return '–';
  const { read, total } = coverage;
  return (
    <span className="whitespace-nowrap" title={words.reviews.filesRead(read, total)}>
      {count(read)}/{count(total)}
    </span>
  );
}
