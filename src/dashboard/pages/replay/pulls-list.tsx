import { getRouteApi } from '@tanstack/react-router';
import { counted } from '../../format/number.js';
import { classes } from '../../ui/classes.js';
import { External } from '../../ui/links.js';
import { FindingCounts } from '../../ui/review-badges.js';
import { Status } from '../../ui/run-status.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { PullFindings } from './pull-findings.js';
import { isUnderWay, type Replay, type ReplayPull } from './replay-queries.js';

const route = getRouteApi('/app/replay/$id');
const said = words.replay;
const GRID = 'grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-2 px-4 md:grid-cols-[minmax(0,1fr)_auto]';

/** The pull requests of a replay with what each setting said of them; one of them is open. */
export function PullsList({ of }: { of: Replay }) {
  const { pull: open } = route.useSearch();
  const navigate = route.useNavigate();
  if (of.pulls.length === 0) return isUnderWay(of) ? <SkeletonRows rows={3} /> : <Empty title={said.noPulls} />;
  return (
    <>
      <div
        aria-hidden="true"
        className={classes(GRID, 'border-b border-line py-2 text-xs text-ink-soft max-md:hidden')}
      >
        <span>{said.pull}</span>
        <span className="flex gap-x-5">
          {of.settings.map(({ name }) => (
            <span key={name} className="w-36 truncate" title={name}>
              {name}
            </span>
          ))}
        </span>
      </div>
      <ul className="divide-y divide-line">
        {of.pulls.map((pull) => {
          const isOpen = open === pull.number;
          return (
            <li key={pull.number}>
              <PullRow
                pull={pull}
                settings={of.settings}
                isOpen={isOpen}
                waiting={isUnderWay(of) ? said.waiting : said.notReviewed}
                onToggle={() => void navigate({ search: isOpen ? {} : { pull: pull.number }, resetScroll: false })}
              />
              {isOpen && <PullFindings replay={of} pull={pull} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function PullRow({
  pull: { number, title, author, url, merged_at, reviews },
  settings,
  isOpen,
  waiting,
  onToggle,
}: {
  pull: ReplayPull;
  settings: Replay['settings'];
  isOpen: boolean;
  /** The word for what is not reviewed. */
  waiting: string;
  onToggle: () => void;
}) {
  return (
    <div className={classes(GRID, 'py-3', isOpen && 'bg-hover')}>
      <div className="min-w-0">
        <button
          type="button"
          aria-expanded={isOpen}
          className="flex max-w-full items-baseline gap-2 text-left text-sm font-medium hover:underline"
          onClick={onToggle}
        >
          <span aria-hidden="true" className={classes('text-ink-faint transition-transform', isOpen && 'rotate-90')}>
            ›
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{title}</span>
        </button>
        <p className="flex flex-wrap gap-x-2 pl-4 text-xs [overflow-wrap:anywhere] text-ink-soft">
          <External href={url}>#{number}</External>
          {author !== null && <span>{author}</span>}
          <span>
            {said.merged} <Time at={merged_at} />
          </span>
        </p>
      </div>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 pl-4 text-xs md:justify-end md:pl-0">
        {reviews.map((review) => (
          <div key={review.setting} className="min-w-24 md:w-36">
            <dt className="truncate text-ink-soft md:sr-only" title={settings[review.setting]?.name}>
              {settings[review.setting]?.name}
            </dt>
            <dd>
              <Said of={review} waiting={waiting} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Said({ of, waiting }: { of: ReplayPull['reviews'][number]; waiting: string }) {
  const { status, outcome, by_severity: counts, comments, effort } = of;
  if (status === 'pending') return <span className="text-ink-soft">{waiting}</span>;
  if (status !== 'completed' || counts === null) return <Status of={status} />;
  if (outcome === 'skipped') return <Status of="skipped" />;
  const hasFindings = counts['must-fix'] + counts['should-fix'] + counts.minor > 0;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {hasFindings && (
        <FindingCounts of={{ must_fix: counts['must-fix'], should_fix: counts['should-fix'], minor: counts.minor }} />
      )}
      <span className="text-ink-soft">
        {counted(comments ?? 0, said.figures.comment)}
        {effort !== null && ` · ${effort}`}
      </span>
    </span>
  );
}
