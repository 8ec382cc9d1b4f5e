import type { DataSource, EntityManager } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { markUsed } from '../memory/mark-used.js';
import { maskValues } from '../review/analyzers/mask-values.js';
import type { ReviewResult } from '../review/review-contract.js';
import { peopleWantedOf } from '../review/render/check-with-people.js';
import { recordedContext } from './recorded-context.js';
import { NO_LEADS } from '../review/leads/reviewed-leads.js';
import type { JudgedLead, LedgerFinding } from '../review/types.js';
import { isDismissedNow } from './finding-state.js';

export interface PostedReview {
  runId: string;
  installationId: number;
  repositoryId: number;
  pullRequestId: string;
  pullNumber: number;
  /** Trigger key of the run. */
  trigger: string;
  result: ReviewResult;
  published: {
    reviewId: number | null;
    comments: readonly { findingId: string; commentId: number; commentNodeId: string | null }[];
    summaryCommentId: number | null;
    checkRunId: number;
  };
  durationMs: number;
}

/**
 * Enters a posted review and its findings into the ledger, in one transaction. Called again for the same head and
 * trigger it changes nothing and returns the review that is there. What the team said and was applied is noted as used.
 * Credentials in its texts are masked.
 */
export function recordReview(source: DataSource, review: PostedReview): Promise<{ reviewId: string }> {
  // A run that an older version began has none.
  const posted = maskValues({ ...review, result: { ...review.result, leads: review.result.leads ?? NO_LEADS } });
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [posted.pullRequestId]);
    const known = await findReview(manager, posted);
    if (known !== null) return { reviewId: known };
    const reviewId = await insertReview(manager, posted);
    const { round } = posted.result;
    if (round !== null) {
      for (const finding of round.fresh) await insertFinding(manager, posted, reviewId, finding);
      for (const finding of round.standing) await moveFinding(manager, finding);
      for (const finding of [...round.fixed, ...round.outdated]) await closeFinding(manager, finding);
    }
    for (const lead of posted.result.leads.judged) await upsertJudgement(manager, posted, lead);
    await updatePull(manager, posted);
    const applied = posted.result.memories ?? [];
    await markUsed(
      manager,
      posted.installationId,
      applied.map(({ id }) => id),
    );
    return { reviewId };
  });
}

async function findReview(manager: EntityManager, posted: PostedReview): Promise<string | null> {
  const rows: { id: string }[] = await manager.query(
    `SELECT id FROM reviews WHERE run_id = $1
         OR (repository_id = $2 AND pull_number = $3 AND head_sha = $4 AND trigger = $5 AND outcome IN ('reviewed', 'partial'))`,
    [posted.runId, posted.repositoryId, posted.pullNumber, posted.result.rendered.headSha, posted.trigger],
  );
  return rows[0]?.id ?? null;
}

async function insertReview(manager: EntityManager, posted: PostedReview): Promise<string> {
  const { result, published } = posted;
  const { rendered } = result;
  const people = peopleWantedOf(result);
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO reviews (installation_id, repository_id, pull_request_id, run_id, pull_number, head_sha, base_sha, round,
            trigger, outcome, reason, verdict, summary, coverage, duration_ms, github_review_id, check_run_id,
            model, tokens_in, tokens_out, tokens_cached, cost, lead_rules, effort, context, model_parts, risk, people_wanted,
            fail_check)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
             $26, $27, $28, $29) RETURNING id`,
    [
      posted.installationId,
      posted.repositoryId,
      posted.pullRequestId,
      posted.runId,
      posted.pullNumber,
      rendered.headSha,
      result.baseSha,
      rendered.round,
      posted.trigger,
      rendered.outcome.kind,
      'reason' in rendered.outcome ? rendered.outcome.reason : null,
      rendered.outcome.kind === 'skipped' ? null : rendered.verdict,
      rendered.summary,
      jsonText(result.coverage),
      posted.durationMs,
      published.reviewId,
      published.checkRunId,
      result.model?.model ?? null,
      result.model?.tokensIn ?? 0,
      result.model?.tokensOut ?? 0,
      result.model?.tokensCached ?? 0,
      result.model?.cost ?? 0,
      jsonText(result.leads.rules),
      result.model?.effort ?? null,
      jsonText(recordedContext(result)),
      jsonText(result.model?.parts ?? {}),
      rendered.risk ?? null,
      people && jsonText(people),
      result.settings.fail_check,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('PostgreSQL gave no id for the review');
  return id;
}

async function insertFinding(
  manager: EntityManager,
  { installationId, repositoryId, pullRequestId, published }: PostedReview,
  reviewId: string,
  finding: LedgerFinding,
): Promise<void> {
  const comment = published.comments.find(({ findingId }) => findingId === finding.id);
  await manager.query(
    `INSERT INTO findings (id, installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity,
            category, title, body, path, side, line, start_line, quote, evidence, anchored, state, github_comment_id,
            github_comment_node_id, suggestion)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 'open', $20, $21, $22)
     ON CONFLICT (id) DO NOTHING`,
    [
      finding.id,
      installationId,
      repositoryId,
      pullRequestId,
      reviewId,
      finding.handle,
      finding.fingerprint,
      finding.rule,
      finding.severity,
      finding.category,
      finding.title,
      finding.body,
      finding.path,
      finding.side,
      finding.line,
      finding.startLine,
      finding.quote,
      jsonText({ text: finding.evidence, ...(finding.about && { about: finding.about }) }),
      finding.anchored,
      comment?.commentId ?? null,
      comment?.commentNodeId ?? null,
      finding.suggestion,
    ],
  );
}

/** The last word on a lead counts; one that was not answered takes no answer back. */
async function upsertJudgement(
  manager: EntityManager,
  { installationId, repositoryId, pullRequestId, runId }: PostedReview,
  { rule, fingerprint, verdict, reason, answered }: JudgedLead,
): Promise<void> {
  await manager.query(
    `INSERT INTO lead_judgements (pull_request_id, fingerprint, installation_id, repository_id, run_id, rule, verdict, reason, answered)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (pull_request_id, fingerprint) DO UPDATE
        SET run_id = EXCLUDED.run_id, verdict = EXCLUDED.verdict, reason = EXCLUDED.reason, answered = EXCLUDED.answered,
            judged_at = now()
      WHERE EXCLUDED.answered OR NOT lead_judgements.answered`,
    [pullRequestId, fingerprint, installationId, repositoryId, runId, rule, verdict, reason, answered],
  );
}

/** Somebody may dismiss a finding while a review of it is under way: that holds. */
const STILL_DISMISSED = isDismissedNow('findings');

async function moveFinding(
  manager: EntityManager,
  { id, line, startLine, anchored, severity }: LedgerFinding,
): Promise<void> {
  await manager.query(
    `UPDATE findings SET line = $2, start_line = $3, anchored = $4, severity = $5,
            reported_fixed_in = NULL, reported_fixed_by = NULL,
            state = CASE WHEN ${STILL_DISMISSED} THEN state ELSE 'open' END WHERE id = $1`,
    [id, line, startLine, anchored, severity],
  );
}

async function closeFinding(manager: EntityManager, { id, state, fixedIn }: LedgerFinding): Promise<void> {
  await manager.query(`UPDATE findings SET state = $2, fixed_in = $3 WHERE id = $1 AND NOT ${STILL_DISMISSED}`, [
    id,
    state,
    fixedIn,
  ]);
}

async function updatePull(manager: EntityManager, { pullRequestId, result, published }: PostedReview): Promise<void> {
  const reviewed = ['reviewed', 'partial'].includes(result.rendered.outcome.kind);
  await manager.query(
    `UPDATE pull_requests SET last_reviewed_sha = CASE WHEN $2 THEN $3 ELSE last_reviewed_sha END,
            summary_comment_id = COALESCE($4, summary_comment_id),
            next_finding_handle = GREATEST(next_finding_handle,
              (SELECT COALESCE(max(handle), 0) + 1 FROM findings WHERE pull_request_id = $1))
      WHERE id = $1`,
    [pullRequestId, reviewed, result.rendered.headSha, published.summaryCommentId],
  );
}
