import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External } from '../../ui/links.js';
import { Markdown } from '../../ui/markdown.js';
import { FindingStateBadge, SeverityBadge } from '../../ui/review-badges.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { FindingActions } from './finding-actions.js';
import { FindingCode } from './finding-code.js';
import { FindingHistory } from './finding-history.js';
import type { FindingDetail } from './finding-queries.js';

const { card } = words.findings;

interface Props {
  finding: FindingDetail;
  mayWrite: boolean;
  /** Opens the question for the reason. */
  onDismiss: () => void;
  /** The review on whose page it stands: no link leads to it. */
  reviewId?: string;
  /** Without a frame of its own, where it fills a pane. */
  bare?: boolean;
}

/** A finding as the comment on the pull request shows it, with what became of it and what can be done. */
export function FindingCard({ finding, mayWrite, onDismiss, reviewId, bare = false }: Props) {
  const { handle, severity, category, title, body, state, url, history } = finding;
  const isOver = state !== 'open';
  const id = `finding-${handle}`;
  return (
    <article
      id={handle}
      aria-labelledby={id}
      className={classes('min-w-0 scroll-mt-4', !bare && 'rounded-lg border border-line bg-surface')}
    >
      <header
        className={classes(
          'flex flex-wrap items-center justify-between gap-2 border-b border-line py-2',
          bare ? 'px-4' : 'rounded-t-lg px-4',
        )}
      >
        <div className="flex flex-wrap items-center gap-2 text-xs text-ink-soft">
          <SeverityBadge severity={severity} />
          <span>{category}</span>
          <span className="tabular-nums">{handle}</span>
          <FindingStateBadge of={finding} />
        </div>
        <External href={url} className="text-xs">
          {words.common.onGitHub}
        </External>
      </header>
      <div className="flex min-w-0 flex-col gap-3 px-4 py-3">
        <h3 id={id} className={classes('text-base font-semibold break-words', isOver && 'text-ink-soft')}>
          <InlineCode text={title} />
        </h3>
        <FindingState of={finding} />
        <FindingCode of={finding} />
        <div className="text-sm">
          <Markdown text={body} />
        </div>
        <Verified of={finding} />
        <div className="flex flex-wrap items-end justify-between gap-3 border-t border-line pt-3">
          <FindingHistory steps={history} here={reviewId ?? null} />
          <FindingActions of={finding} mayWrite={mayWrite} onDismiss={onDismiss} />
        </div>
      </div>
    </article>
  );
}

/** Who dismissed it and why, or who says that it is fixed, and what people thought of it. */
function FindingState({ of }: { of: FindingDetail }): ReactNode {
  const {
    state,
    fixed_in: fixedIn,
    dismissed,
    reported_fixed: reported,
    thumbs_up: up,
    thumbs_down: down,
    without_comment: without,
    in_summary: inSummary,
  } = of;
  const lines: ReactNode[] = [];
  if (state === 'fixed')
    lines.push(
      fixedIn === null ? (
        card.fixedLater
      ) : (
        <>
          {card.fixedIn} <Sha of={fixedIn} />
        </>
      ),
    );
  if (state === 'outdated') lines.push(card.outdated);
  if (dismissed !== null)
    lines.push(
      <>
        {card.dismissedBy(dismissed.by, dismissed.reason)}
        {dismissed.until !== null && (
          <>
            {', '}
            {card.until} <Time at={dismissed.until} full />
          </>
        )}
      </>,
    );
  if (reported !== null)
    lines.push(
      <>
        {card.reportedFixed(reported.by)} <Sha of={reported.sha} />
      </>,
    );
  if (without !== null) lines.push(`${card.withoutComment[without]} ${inSummary ? card.inSummary : card.notPosted}`);
  if (up + down > 0) lines.push(card.thumbs(up, down));
  if (lines.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 rounded-md bg-sunken px-3 py-2 text-xs text-ink-soft">
      {lines.map((line, at) => (
        <li key={at}>{line}</li>
      ))}
    </ul>
  );
}

function Sha({ of }: { of: string }) {
  return <code className="font-mono">{of.slice(0, 7)}</code>;
}

function Verified({ of }: { of: FindingDetail }) {
  const { evidence, rule, line, side, suggestion } = of;
  return (
    <details className="text-sm">
      <summary className="text-xs text-ink-soft hover:text-ink">{card.verified}</summary>
      <div className="mt-2 flex flex-col gap-1 border-l-2 border-line pl-3 text-sm text-ink-soft">
        {evidence !== null && <Markdown text={evidence} />}
        <p>
          {card.foundBy(rule.startsWith('claude/'))} <code className="font-mono text-xs wrap-anywhere">{rule}</code>
          {' · '}
          {card.quotedAt(line, side)}
        </p>
        {suggestion !== null && <p>{card.tested}</p>}
      </div>
    </details>
  );
}
