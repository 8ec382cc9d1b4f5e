import { Link } from '@tanstack/react-router';
import type { Tone } from '../../ui/badge.js';
import { classes } from '../../ui/classes.js';
import { External, LINK } from '../../ui/links.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { FindingDetail } from './finding-queries.js';

type Step = FindingDetail['history'][number];

const { card } = words.findings;
const DOTS = {
  found: 'bg-blue',
  'still there': 'bg-ink-faint',
  fixed: 'bg-green',
  outdated: 'bg-ink-faint',
  dismissed: 'bg-ink-faint',
  reopened: 'bg-blue',
  'dismissal ended': 'bg-blue',
} as const satisfies Record<Step['event'], `bg-${Tone | 'ink-faint'}`>;

/** What became of a finding over the rounds, oldest first. */
export function FindingHistory({ steps, here }: { steps: readonly Step[]; here: string | null }) {
  return (
    <ol className="flex flex-col text-xs" aria-label={card.history}>
      {steps.map((step, at) => (
        <li key={at} className="relative flex gap-2.5 pb-2.5 last:pb-0">
          {at < steps.length - 1 && (
            <span aria-hidden="true" className="absolute top-3 bottom-[-4px] left-[3.5px] w-px bg-line-strong" />
          )}
          <span aria-hidden="true" className={classes('mt-1 size-2 shrink-0 rounded-full', DOTS[step.event])} />
          <HistoryStep step={step} here={here} />
        </li>
      ))}
    </ol>
  );
}

function HistoryStep({ step, here }: { step: Step; here: string | null }) {
  const { event, at, review_id: review, round, head_sha: sha, by, reason, note, scope, link } = step;
  return (
    <div className="min-w-0">
      <span className="font-medium">{card.events[event]}</span>
      {by !== null && ` ${card.by(by)}`}
      {reason !== null && `: ${reason}`}
      {scope !== null && scope !== 'finding' && ` (${card.reaches[scope]})`}
      {round !== null && ' '}
      {round !== null &&
        (review === null || review === here ? (
          card.inRound(round)
        ) : (
          <Link to="/reviews/$id" params={{ id: review }} className={LINK}>
            {card.inRound(round)}
          </Link>
        ))}
      {sha !== null && (
        <>
          {' '}
          <code className="font-mono text-ink-soft">{sha.slice(0, 7)}</code>
        </>
      )}
      {at !== null && (
        <span className="text-ink-soft">
          {' · '}
          <Time at={at} />
        </span>
      )}
      {link !== null && (
        <>
          {' · '}
          <External href={link}>{card.said}</External>
        </>
      )}
      {note !== null && <p className="mt-0.5 break-words text-ink-soft">{note}</p>}
    </div>
  );
}
