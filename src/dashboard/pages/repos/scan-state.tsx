import { Dot, type Tone } from '../../ui/badge.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { Repo } from './repo-queries.js';

const TONES: Readonly<Record<Repo['scan']['state'], Tone>> = {
  none: 'grey',
  pending: 'blue',
  running: 'blue',
  completed: 'green',
  failed: 'red',
  cancelled: 'grey',
};

/** How far a scan is, as a line; with the share of it while it runs. */
export function ScanState({ scan: { state, progress, scanned_at } }: { scan: Repo['scan'] }) {
  const isUnderWay = state === 'running' || state === 'pending';
  return (
    <span className="flex flex-wrap items-center gap-x-2" aria-live={isUnderWay ? 'polite' : undefined}>
      <Dot tone={TONES[state]}>{words.repos.scan[state]}</Dot>
      {isUnderWay ? (
        <ProgressBar share={progress} label={words.repos.scan.progress} />
      ) : (
        scanned_at !== null && (
          <span className="text-xs text-ink-soft">
            <Time at={scanned_at} />
          </span>
        )
      )}
    </span>
  );
}

/** A bar of percents; null: how far it is cannot be said yet. */
export function ProgressBar({ share, label }: { share: number | null; label: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': share })}
        className="inline-block h-1.5 w-24 overflow-hidden rounded-full bg-grey-soft"
      >
        <span
          className={share === null ? 'block h-full w-1/3 animate-pulse bg-blue' : 'block h-full bg-blue'}
          style={share === null ? undefined : { width: `${share}%` }}
        />
      </span>
      {share !== null && <span className="text-xs text-ink-soft tabular-nums">{share} %</span>}
    </span>
  );
}
