import { wilsonInterval, type Share } from '../../review/replay/wilson-interval.js';
import type { Effort, Severity } from '../../review/types.js';
import type { ReplayFinding, ReplayResult } from './replay-result.js';

/** What figures are made of. */
export interface FiguredReview extends Pick<ReplayResult, 'outcome' | 'drawn' | 'duration_ms' | 'effort'> {
  findings: readonly Pick<ReplayFinding, 'severity' | 'inline' | 'fate' | 'named_by_people'>[];
  /** US dollars, over all attempts. */
  cost: number;
}

/** With fewer findings whose fate is known the interval says next to nothing. */
export const FEWEST_JUDGED = 10;

/** What a setting comes to. Figures of nothing are null. */
export interface ReplayFigures {
  reviewed: number;
  skipped: number;
  failed: number;
  /** Reviewed ones of which nothing was said. */
  silent: number;
  findings: number;
  bySeverity: Record<Severity, number>;
  /** Inline comments of a reviewed pull request. */
  comments: { total: number; mean: number | null; median: number | null };
  precision: {
    /** Of the findings that can be judged, those that people named or whose lines were changed after the merge. */
    estimate: Share;
    /** Too few can be judged to say anything. */
    tooFew: boolean;
    named: number;
    changed: number;
    /** Of lines drawn from the same changes, those that were changed after the merge. */
    drawn: Share;
  };
  /** Reviewed ones by how much the model was to think; those without a model are in none. */
  efforts: Record<Effort, number>;
  costPerPull: number | null;
  secondsPerPull: number | null;
}

/** Of the reviews that were made with one setting; null stands for one that failed. Pure. */
export function replayFigures(results: readonly (FiguredReview | null)[]): ReplayFigures {
  const made = results.filter((result) => result !== null);
  const reviewed = made.filter(({ outcome }) => outcome !== 'skipped');
  const findings = reviewed.flatMap((one) => one.findings);
  const comments = reviewed.map((one) => one.findings.filter(({ inline }) => inline).length);
  const judged = findings.filter(isJudged);
  const confirmed = judged.filter((finding) => finding.named_by_people || finding.fate === 'changed');
  return {
    reviewed: reviewed.length,
    skipped: made.length - reviewed.length,
    failed: results.length - made.length,
    silent: reviewed.filter((one) => one.findings.length === 0).length,
    findings: findings.length,
    bySeverity: countBySeverity(findings),
    comments: { total: sum(comments), mean: mean(comments), median: median(comments) },
    precision: {
      estimate: wilsonInterval(confirmed.length, judged.length),
      tooFew: judged.length < FEWEST_JUDGED,
      named: judged.filter((finding) => finding.named_by_people).length,
      changed: judged.filter(({ fate }) => fate === 'changed').length,
      drawn: wilsonInterval(
        sum(reviewed.map(({ drawn }) => drawn.changed)),
        sum(reviewed.map(({ drawn }) => drawn.known)),
      ),
    },
    efforts: countByEffort(reviewed),
    costPerPull: mean(reviewed.map((one) => one.cost)),
    secondsPerPull: mean(reviewed.map((one) => one.duration_ms / 1000)),
  };
}

/** How many there are of each severity. Pure. */
export function countBySeverity(findings: readonly { severity: Severity }[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { 'must-fix': 0, 'should-fix': 0, minor: 0, 'pre-existing': 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

function countByEffort(reviews: readonly Pick<FiguredReview, 'effort'>[]): Record<Effort, number> {
  const counts: Record<Effort, number> = { quick: 0, normal: 0, deep: 0 };
  for (const { effort } of reviews) if (effort) counts[effort]++;
  return counts;
}

/** Whether it can be told of a finding that somebody minded. */
function isJudged({ fate, named_by_people }: Pick<ReplayFinding, 'fate' | 'named_by_people'>): boolean {
  return fate !== 'unknown' || named_by_people;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : sum(numbers) / numbers.length;
}

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
