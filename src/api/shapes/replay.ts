import { z } from '@hono/zod-openapi';
import { REPLAY_STATUSES } from '../../database/entities/replay.js';
import { groupBy } from '../../review/group-by.js';
import { EFFORTS } from '../../review/types.js';
import type { Share as StoredShare } from '../../review/replay/wilson-interval.js';
import { countBySeverity, replayFigures } from '../../workflows/replays/figures.js';
import { ReplayFinding, ReplayResult, TriedSettings } from '../../workflows/replays/replay-result.js';
import type { ReplayReviewRow, ReplayRow } from '../queries/read-replays.js';

const count = z.int().min(0);
const amount = z.number().min(0);
const time = z.iso.datetime();
const bySeverity = z.object({ 'must-fix': count, 'should-fix': count, minor: count, 'pre-existing': count });
const Share = z
  .object({
    count,
    of: count,
    share: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .openapi({ description: '`low` and `high` are the ends of the 95 % interval (Wilson); null: of nothing' });

export const Replay = z.object({
  id: z.uuid(),
  repo: z.string(),
  status: z.enum(REPLAY_STATUSES).openapi({ description: 'stopped: a budget is spent, `reason` says which' }),
  reason: z.string().nullable(),
  pull_requests: count.openapi({ description: 'That were asked for' }),
  settings: TriedSettings,
  model: z.string().nullable().openapi({ description: 'Null: the rules speak alone, or it has not begun' }),
  reviews_done: count,
  reviews_total: count.nullable().openapi({ description: 'Null: the pull requests are not chosen yet' }),
  requested_by: z.string().nullable(),
  tokens: amount,
  cost_usd: amount,
  created_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
});

const Figures = z.object({
  setting: count.openapi({ description: 'Its place in `settings`, from 0' }),
  reviewed: count,
  skipped: count,
  failed: count,
  silent: count.openapi({ description: 'Reviewed, and nothing was said' }),
  findings: count,
  by_severity: bySeverity,
  comments: z
    .object({ total: count, mean: amount.nullable(), median: amount.nullable() })
    .openapi({ description: 'Inline comments of a reviewed pull request; other findings stand in the summary' }),
  precision: z
    .object({
      estimate: Share,
      too_few: z.boolean().openapi({ description: 'Too few findings can be judged to say anything' }),
      named_by_people: count,
      changed_later: count,
      drawn_lines: Share.openapi({ description: 'The same for lines drawn from the same changes, for comparison' }),
    })
    .openapi({
      description:
        'Of the findings that can be judged, those at whose lines a person commented or whose lines the default branch changed after the merge',
    }),
  efforts: z
    .object({ quick: count, normal: count, deep: count })
    .openapi({ description: 'Reviewed ones by the effort that was set or that `auto` chose' }),
  cost_usd: amount.openapi({ description: 'Of all reviews with it' }),
  mean_cost_usd: amount.nullable(),
  mean_seconds: amount.nullable(),
});

const PullReview = z.object({
  setting: count,
  status: z.enum(['pending', 'running', 'completed', 'failed']),
  outcome: z.enum(['reviewed', 'partial', 'skipped']).nullable(),
  reason: z.string().nullable(),
  comments: count.nullable(),
  by_severity: bySeverity.nullable(),
  tokens: ReplayResult.shape.tokens.nullable(),
  cost_usd: amount,
  duration_ms: count.nullable(),
  effort: z.enum(EFFORTS).nullable().openapi({ description: 'Null: no model took part, or an older version made it' }),
});

export const ReplayWithFigures = Replay.extend({
  head_sha: z.string().nullable().openapi({ description: 'Up to this commit lines are followed; its settings hold' }),
  figures: z.array(Figures),
  pulls: z.array(
    z.object({
      number: count,
      title: z.string(),
      author: z.string().nullable(),
      url: z.string(),
      merged_at: time,
      reviews: z.array(PullReview),
    }),
  ),
});

/** What each setting said of one pull request. */
export const ReplayedPull = z.object({
  number: count,
  title: z.string(),
  url: z.string(),
  reviews: z.array(
    z.object({ setting: count, notices: z.array(z.string()), findings: z.array(ReplayFinding) }).openapi({
      description: 'Those that are done',
    }),
  ),
});

export const ReplayEstimate = z.object({
  reviews: count,
  model: z.string().nullable().openapi({ description: 'Null: no model is configured, the rules speak alone' }),
  cost_usd: amount.nullable().openapi({ description: 'Null: no review was paid for yet' }),
  most_usd: amount.nullable().openapi({ description: 'If each cost what nine of ten stay below' }),
  seconds: amount.nullable(),
  based_on: z.object({ reviews: count, of: z.enum(['repository', 'installation']) }).nullable(),
  reckoned: z.array(z.enum(EFFORTS)).openapi({
    description: 'Efforts that fewer than three reviews had: reckoned from the others by what each may spend',
  }),
});

/** Pure. */
export function replayShown(row: ReplayRow): z.output<typeof Replay> {
  const { micros: _micros, head_sha: _head, created_at, started_at, completed_at, ...more } = row;
  return {
    ...more,
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    completed_at: completed_at?.toISOString() ?? null,
  };
}

/** Pure. `page`: where the repository's pull requests stand. */
export function replayWithFigures(
  row: ReplayRow,
  reviews: readonly ReplayReviewRow[],
  page: string,
): z.output<typeof ReplayWithFigures> {
  return {
    ...replayShown(row),
    head_sha: row.head_sha,
    figures: row.settings.map((_, setting) =>
      figuresShown(
        setting,
        reviews.filter((one) => one.setting === setting),
      ),
    ),
    pulls: [...groupBy(reviews, ({ pull_number }) => pull_number)].map(([number, of]) => ({
      number,
      title: of[0]?.title ?? '',
      author: of[0]?.author ?? null,
      url: `${page}/pull/${number}`,
      merged_at: (of[0]?.merged_at ?? new Date(0)).toISOString(),
      reviews: of.map((one) => reviewShown(one, row.status)),
    })),
  };
}

function figuresShown(setting: number, reviews: readonly ReplayReviewRow[]): z.output<typeof Figures> {
  const ended = reviews.filter(({ status }) => status !== 'pending');
  const {
    bySeverity: by_severity,
    precision,
    costPerPull,
    secondsPerPull,
    ...more
  } = replayFigures(ended.map(({ result, cost }) => result && { ...result, cost }));
  return {
    setting,
    ...more,
    by_severity,
    precision: {
      estimate: shareShown(precision.estimate),
      too_few: precision.tooFew,
      named_by_people: precision.named,
      changed_later: precision.changed,
      drawn_lines: shareShown(precision.drawn),
    },
    cost_usd: reviews.reduce((sum, { cost }) => sum + cost, 0),
    mean_cost_usd: costPerPull,
    mean_seconds: secondsPerPull,
  };
}

function shareShown({ n, ...share }: StoredShare): z.output<typeof Share> {
  return { ...share, of: n };
}

function reviewShown(
  { setting, status, started_at, error, result, cost }: ReplayReviewRow,
  replay: ReplayRow['status'],
): z.output<typeof PullReview> {
  const isRunning = status === 'pending' && started_at !== null && replay === 'running';
  return {
    setting,
    status: isRunning ? 'running' : status,
    outcome: result?.outcome ?? null,
    reason: error ?? result?.reason ?? null,
    comments: result?.findings.filter(({ inline }) => inline).length ?? null,
    by_severity: result && countBySeverity(result.findings),
    tokens: result?.tokens ?? null,
    cost_usd: cost,
    duration_ms: result?.duration_ms ?? null,
    effort: result?.effort ?? null,
  };
}
