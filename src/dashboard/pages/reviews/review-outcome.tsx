import { Spinner } from '../../ui/button.js';
import { classes } from '../../ui/classes.js';
import { External } from '../../ui/links.js';
import { OutcomeDot, VerdictBadge } from '../../ui/review-badges.js';
import { words } from '../../words/en.js';
import type { ReviewDetail } from './review-queries.js';

const { outcome: said } = words.review;
const LINE = {
  reviewed: 'border-l-green',
  partial: 'border-l-yellow',
  skipped: 'border-l-line-strong',
  failed: 'border-l-red',
  pending: 'border-l-blue',
} as const;

/** What came of it, in the words of the pull request, and what that word means. */
export function ReviewOutcome({ of }: { of: ReviewDetail }) {
  const { outcome, reason, verdict, status, round, head_sha: head, head_url: headUrl } = of;
  return (
    <section
      aria-label={said.label}
      aria-live="polite"
      className={classes(
        'flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-l-4 border-line bg-surface px-4 py-3',
        LINE[outcome ?? 'pending'],
      )}
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 font-semibold">
          {outcome === null ? (
            <span className="flex items-center gap-2 text-blue">
              <Spinner /> {status === 'running' ? said.running : said.waiting}
            </span>
          ) : (
            <OutcomeDot outcome={outcome} />
          )}
          {reason !== null && <span className="min-w-0 font-normal break-words">{reason}</span>}
        </div>
        <p className="mt-0.5 text-xs text-ink-soft">{said.means[outcome ?? 'pending']}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 text-xs text-ink-soft">
        <VerdictBadge verdict={verdict} />
        {round !== null && <span>{words.reviews.round(round)}</span>}
        {head !== '' && <Head sha={head} url={headUrl} />}
      </div>
    </section>
  );
}

function Head({ sha, url }: { sha: string; url: string | null }) {
  const short = <code className="font-mono">{sha.slice(0, 7)}</code>;
  return url === null ? short : <External href={url}>{short}</External>;
}
