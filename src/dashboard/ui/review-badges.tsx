import { words } from '../words/en.js';
import { Badge, Dot, type Tone } from './badge.js';

/** The tone of each severity; the words are those of the posted comment. */
export const SEVERITY_TONE = {
  'must-fix': 'red',
  'should-fix': 'orange',
  minor: 'yellow',
  'pre-existing': 'grey',
} as const satisfies Record<string, Tone>;

const STATE_TONE = { open: 'blue', fixed: 'green', dismissed: 'grey', outdated: 'grey' } as const satisfies Record<
  string,
  Tone
>;

const OUTCOME_TONE = { reviewed: 'green', partial: 'yellow', skipped: 'grey', failed: 'red' } as const satisfies Record<
  string,
  Tone
>;

const VERDICTS = {
  APPROVE: ['approve', 'green'],
  REQUEST_CHANGES: ['request changes', 'red'],
  NEEDS_DISCUSSION: ['needs discussion', 'yellow'],
} as const satisfies Record<string, readonly [string, Tone]>;

export function SeverityBadge({ severity }: { severity: keyof typeof SEVERITY_TONE }) {
  return <Badge tone={SEVERITY_TONE[severity]}>{severity}</Badge>;
}

/** One that was left open when its pull request was closed is called as the analytics call it. */
export function FindingStateBadge({ of: { state, pr_state: pull } }: { of: StatedFinding }) {
  if (isLeftOpen({ state, pr_state: pull })) return <Badge title={words.findings.ignored}>ignored</Badge>;
  return <Badge tone={STATE_TONE[state]}>{state}</Badge>;
}

export interface StatedFinding {
  state: keyof typeof STATE_TONE;
  pr_state: 'open' | 'closed';
}

/** Nobody did anything about it before the pull request was closed. Pure. */
export function isLeftOpen({ state, pr_state: pull }: StatedFinding): boolean {
  return state === 'open' && pull === 'closed';
}

/** Null: the review waits or runs. */
export function OutcomeDot({ outcome }: { outcome: keyof typeof OUTCOME_TONE | null }) {
  return outcome === null ? <Dot tone="blue">pending</Dot> : <Dot tone={OUTCOME_TONE[outcome]}>{outcome}</Dot>;
}

export function VerdictBadge({ verdict }: { verdict: keyof typeof VERDICTS | null }) {
  if (verdict === null) return null;
  const [word, tone] = VERDICTS[verdict];
  return <Badge tone={tone}>{word}</Badge>;
}

/** Who made a change; a human's is nothing special and is not marked. */
export function OriginBadge({ origin }: { origin: string }) {
  return origin === 'human' ? null : <Badge>{origin}</Badge>;
}

/** The numbers of findings by severity, such as in a list. */
export function FindingCounts({ of }: { of: { must_fix: number; should_fix: number; minor: number } }) {
  const parts = [
    ['must-fix', of.must_fix],
    ['should-fix', of.should_fix],
    ['minor', of.minor],
  ] as const;
  const shown = parts.filter(([, number]) => number > 0);
  if (shown.length === 0) return <span className="text-ink-faint">–</span>;
  return (
    <span className="inline-flex gap-1">
      {shown.map(([severity, number]) => (
        <Badge key={severity} tone={SEVERITY_TONE[severity]} title={`${number} ${severity}`}>
          <span className="sr-only">{severity}: </span>
          {number}
        </Badge>
      ))}
    </span>
  );
}
