import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import type { PastPull } from '../../sandbox/demo-repository/walk-past.js';
import { addPastRemark, addPastSummary } from '../../sandbox/past-review.js';
import { userNamed, type SandboxState } from '../../sandbox/state.js';
import type { Issue, Repository } from '../../sandbox/types.js';
import type { PastCommits } from './past-commits.js';
import type { ToldFinding } from './told-findings.js';

const MODEL = 'claude-sonnet-5-5';
const STATES = ['fixed', 'fixed', 'fixed', 'dismissed', 'fixed', 'outdated', 'fixed'] as const;
const REASONS = ['intentional here', 'not a bug', 'out of scope'] as const;

/** Where a made-up past is entered. */
export interface Place {
  installationId: number;
  repositoryId: number;
  workflowId: string;
}

/** A pull request of the past, and where what was said of it stands. */
export interface Posted {
  pull: PastPull;
  index: number;
  issue: Issue;
  commits: PastCommits;
  repository: Repository;
  state: SandboxState;
}

/** One round of its reviews. */
export interface Round extends Place, Posted {
  pullRequestId: string;
  openedAt: Date;
  round: number;
  told: readonly ToldFinding[];
  /** Null: reviewed. */
  end: readonly ['partial' | 'skipped' | 'failed', string] | null;
}

/** Enters a round with its run and findings, and says it on the pull request. */
export async function seedRound(manager: EntityManager, of: Round): Promise<void> {
  const { installationId, repositoryId, pullRequestId, pull, index, round, told, end } = of;
  const startedAt = new Date(of.openedAt.getTime() + (round * 4 - 3.9) * 3_600_000);
  const durationMs = 16_000 + ((index * 7919 + round * 104_729) % 52_000);
  const endedAt = new Date(startedAt.getTime() + durationMs);
  const [outcome, reason] = end ?? ['reviewed', null];
  const wasRead = outcome === 'reviewed' || outcome === 'partial';
  const sha = round === 1 && told.length > 0 ? of.commits.first : of.commits.last;
  const [run]: { id: string }[] = await manager.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, installation_id, repository_id, pull_request_id,
            status, queued_at, started_at, completed_at, head_sha, trigger_type, trigger_key, outcome, outcome_reason)
     VALUES ($1, $2, 'pr_review', $3, $4, $5, $6, $7, $7, $8, $9, 'auto', 'auto:main', $10, $11) RETURNING id`,
    [
      `demo:${pull.number}:${round}:${outcome}`,
      of.workflowId,
      installationId,
      repositoryId,
      pullRequestId,
      outcome === 'failed' ? 'failed' : 'completed',
      startedAt,
      endedAt,
      sha,
      outcome,
      reason,
    ],
  );
  if (!wasRead) return;
  const tokensIn = 18_000 + ((index * 6151) % 42_000);
  const total = 3 + (index % 6);
  const unread = outcome === 'partial' ? [{ path: 'package-lock.json', reason: 'too large' }] : [];
  const read = FILES.slice(0, total - unread.length);
  const worst = told.some(({ severity }) => severity === 'must-fix');
  const [review]: { id: string }[] = await manager.query(
    `INSERT INTO reviews (installation_id, repository_id, pull_request_id, run_id, pull_number, head_sha, base_sha, round,
            trigger, outcome, reason, verdict, risk, summary, coverage, duration_ms, model, effort, tokens_in, tokens_out,
            tokens_cached, cost, model_parts, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'auto:main', $9, $10, $11, $12, $13, $14, $15, $16, 'high', $17, $18, $19, $20,
             $21, $22) RETURNING id`,
    [
      installationId,
      repositoryId,
      pullRequestId,
      run?.id,
      pull.number,
      sha,
      of.commits.base,
      round,
      outcome,
      reason,
      worst ? 'REQUEST_CHANGES' : told.length > 1 ? 'NEEDS_DISCUSSION' : 'APPROVE',
      (['low', 'medium', 'low', 'high'] as const)[index % 4],
      summaryOf(of, sha),
      jsonText({ total, read, skipped: [], unread }),
      durationMs,
      MODEL,
      tokensIn,
      700 + ((index * 211) % 1900),
      Math.round(tokensIn * 0.6),
      Number((0.03 + tokensIn / 400_000 + told.length * 0.02).toFixed(4)),
      jsonText({
        diff: Math.round(tokensIn * 0.3),
        files: Math.round(tokensIn * 0.45),
        history: 1800,
        rules: 2100,
      }),
      endedAt,
    ],
  );
  for (const [at, finding] of told.entries())
    await seedFinding(manager, of, { finding, handle: at + 1, reviewId: review?.id ?? '', at: endedAt });
  // The later round of those that had findings says that they are gone in the same comment.
  if (round === 1) await postSummary(manager, of, { body: summaryOf(of, sha), at: endedAt });
}

async function seedFinding(
  manager: EntityManager,
  of: Round,
  { finding, handle, reviewId, at }: { finding: ToldFinding; handle: number; reviewId: string; at: Date },
): Promise<void> {
  const { installationId, repositoryId, pullRequestId, pull, index, commits } = of;
  const state = finding.severity === 'pre-existing' ? 'outdated' : STATES[(index + handle) % STATES.length]!;
  const isDismissed = state === 'dismissed';
  // What was there before a change stays, and what is as old as the past is told no more.
  const isOpen = finding.severity === 'pre-existing' && index > 45;
  const resolvedBy = isOpen || state === 'outdated' ? null : userNamed(of.state, pull.reviewer.login);
  const { path, line, quote } = finding;
  const said = {
    path,
    line,
    quote,
    body: `**${finding.title}**\n\n${finding.body}`,
    commitId: commits.first,
    at,
    resolvedBy,
  };
  // What was there before the change has no comment of its own.
  const commentId = finding.severity === 'pre-existing' ? null : addPastRemark(of.state, of.issue, said);
  await manager.query(
    `INSERT INTO findings (id, installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity,
            category, title, body, path, side, line, quote, evidence, anchored, state, fixed_in, dismissed_by,
            dismissed_reason, suggestion, thumbs_up, thumbs_down, created_at, updated_at,
            github_comment_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'RIGHT', $14, $15, $16, true, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26)`,
    [
      randomUUID(),
      installationId,
      repositoryId,
      pullRequestId,
      reviewId,
      handle,
      `demo:${pull.number}:${handle}`,
      finding.rule,
      finding.severity,
      finding.category,
      finding.title,
      finding.body,
      finding.path,
      finding.line,
      finding.quote,
      jsonText(finding.evidence),
      isOpen ? 'open' : state,
      !isOpen && state === 'fixed' ? commits.last : null,
      !isOpen && isDismissed ? pull.reviewer.login : null,
      !isOpen && isDismissed ? REASONS[index % REASONS.length] : null,
      finding.suggestion ?? null,
      index % 3 === 0 ? 1 : 0,
      isDismissed ? 1 : 0,
      at,
      new Date(at.getTime() + 5 * 3_600_000),
      commentId,
    ],
  );
}

const FILES = [
  'src/orders/place-order.ts',
  'src/orders/order-routes.ts',
  'src/orders/find-orders.ts',
  'test/orders/place-order.test.ts',
  'src/payments/charge.ts',
  'docs/api.md',
  'src/money.ts',
  'test/money.test.ts',
];

async function postSummary(
  manager: EntityManager,
  { state, repository, issue, pullRequestId }: Round,
  said: { body: string; at: Date },
): Promise<void> {
  const id = addPastSummary(state, repository, issue, said);
  await manager.query('UPDATE pull_requests SET summary_comment_id = $2 WHERE id = $1', [pullRequestId, id]);
}

function summaryOf({ pull, told, round }: Round, sha: string): string {
  const counts = (['must-fix', 'should-fix', 'minor'] as const)
    .map((severity) => [told.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`);
  const head = counts.length === 0 ? 'no findings' : counts.join(', ');
  return [
    `### Review: ${head} · reviewed ${sha.slice(0, 7)} (round ${round})`,
    '',
    `${pull.title}.${told[0] === undefined ? '' : ` Look first at ${told[0].path}: ${told[0].title.toLowerCase()}.`}`,
  ].join('\n');
}
