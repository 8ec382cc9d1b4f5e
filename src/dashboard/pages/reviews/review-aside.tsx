import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { duration, money } from '../../format/number.js';
import { Facts } from '../../ui/card.js';
import { classes } from '../../ui/classes.js';
import { External, RepoLink } from '../../ui/links.js';
import { OriginBadge, OutcomeDot } from '../../ui/review-badges.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { startedBy } from '../executions/started-by.js';
import { reviewsOfPull, type ReviewDetail } from './review-queries.js';

const { facts } = words.review;

/** What a review is: its commits, its round, what it took, and the other rounds of the pull request. */
export function ReviewAside({ of }: { of: ReviewDetail }) {
  return (
    <aside aria-label={facts.label} className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-5 lg:self-start">
      <div className="rounded-lg border border-line bg-surface p-4">
        <Facts rows={rowsOf(of)} />
      </div>
      <Rounds of={of} />
    </aside>
  );
}

function rowsOf(of: ReviewDetail): (readonly [string, ReactNode])[] {
  const { repo, round, head_sha: head, head_url: headUrl, base_sha: base, origin, trigger } = of;
  const { github_review_url: posted, duration_ms: ms, cost_usd: cost, created_at: at, pr_state: state } = of;
  const sha = <code className="font-mono text-xs">{head.slice(0, 7)}</code>;
  return [
    [words.common.repository, <RepoLink key="repo" repo={repo} />],
    [facts.state, state],
    ...(round === null ? [] : [[facts.round, round] as const]),
    ...(head === ''
      ? []
      : [
          [
            facts.head,
            headUrl === null ? (
              sha
            ) : (
              <External key="head" href={headUrl}>
                {sha}
              </External>
            ),
          ] as const,
        ]),
    ...(base === null
      ? []
      : [
          [
            facts.base,
            <code key="base" className="font-mono text-xs">
              {base.slice(0, 7)}
            </code>,
          ] as const,
        ]),
    ...(origin === 'human' ? [] : [[facts.origin, <OriginBadge key="origin" origin={origin} />] as const]),
    ...(trigger === null
      ? []
      : [
          [
            facts.trigger,
            <span key="trigger" className="wrap-anywhere" title={trigger}>
              {startedBy(trigger)}
            </span>,
          ] as const,
        ]),
    ...(posted === null
      ? []
      : [
          [
            facts.posted,
            <External key="posted" href={posted}>
              {facts.comments}
            </External>,
          ] as const,
        ]),
    [facts.took, duration(ms)],
    [facts.cost, cost === 0 ? words.common.none : money(cost)],
    [facts.when, <Time key="at" at={at} />],
  ];
}

/** The other reviews of the same pull request, newest first. */
function Rounds({ of }: { of: ReviewDetail }) {
  const { data = [] } = useQuery(reviewsOfPull(of));
  if (data.length < 2) return null;
  return (
    <nav aria-label={facts.rounds} className="rounded-lg border border-line bg-surface py-2 text-sm">
      <h2 className="px-4 pb-1 text-xs font-medium text-ink-soft">{facts.rounds}</h2>
      <ul>
        {data.map(({ id, outcome, round, head_sha: head }) => (
          <li key={id}>
            <Link
              to="/reviews/$id"
              params={{ id }}
              aria-current={id === of.id ? 'page' : undefined}
              className={classes(
                'flex items-center justify-between gap-2 px-4 py-1 text-ink no-underline hover:bg-hover',
                id === of.id && 'bg-hover font-medium',
              )}
            >
              <OutcomeDot outcome={outcome} />
              <span className="text-xs text-ink-soft">
                {round === null ? '' : words.reviews.round(round)} <code className="font-mono">{head.slice(0, 7)}</code>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
