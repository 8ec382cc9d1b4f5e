import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { sha256 } from '../../access/sha256.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { pullRunOf, type ExecutionRecord } from '../executions/execution-record.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { defineStep, done } from './step-action.js';

/** GitHub has no pull request that is older. */
const BEGINNING = '2008-01-01T00:00:00Z';

/** `post_comment`: one comment for each workflow, step and pull request, kept up to date. */
export const postComment = defineStep({
  type: 'post_comment',
  title: 'Post a comment',
  description: 'Posts one comment on the pull request and keeps it up to date: a later run of the same step edits it.',
  config: z.strictObject({
    body: z
      .string()
      .min(1)
      .max(20_000)
      .describe('Markdown. The next run of the step on the same pull request changes this comment.'),
  }),
  result: z.object({ comment_id: z.int().nullable(), url: z.string().nullable() }),
  needs: 'pull request',
  targets: { body: 'markdown' },
  describe: async (_, { body }) => `post this comment:\n\n${body}`,
  run: async ({ ports, run, step }, { body }) => {
    const pullRun = pullRunOf(run);
    const key = `workflow-${sha256(`${run.workflowId} ${step.name}`).slice(0, 32)}`;
    const known = await earlierComment(ports.source, run, step.name);
    const octokit = await octokitOf(ports, pullRun);
    const id = await withPullLease(ports, pullRun, (publish) =>
      upsertReply(octokit, publish, targetOf(pullRun), {
        key,
        text: body,
        thread: null,
        known,
        // What this run has posted before a crash is near; what one has that nobody knows any more may be anywhere.
        since: [run.queuedAt, BEGINNING],
      }),
    );
    const { number } = run.pull ?? { number: 0 };
    const url =
      id === null ? null : `${ports.github.repositoryUrl(pullRun.fullName)}/pull/${number}#issuecomment-${id}`;
    return done({ comment_id: id, url }, id === null ? 'the pull request takes no comments' : `posted: ${url}`);
  },
});

/** The comment of the last run of this step on the pull request. */
async function earlierComment(
  source: DataSource,
  { workflowId, pull }: ExecutionRecord,
  step: string,
): Promise<number | null> {
  const rows: { id: number }[] = await source.query(
    `SELECT (s.result->>'comment_id')::float8 AS id FROM workflow_runs r JOIN execution_steps s ON s.run_id = r.id
      WHERE r.workflow_id = $1 AND r.pull_request_id = $2 AND s.name = $3 AND s.type = 'post_comment' AND s.status = 'completed'
        AND s.result->>'comment_id' IS NOT NULL
      ORDER BY s.completed_at DESC LIMIT 1`,
    [workflowId, pull?.id, step],
  );
  return rows[0]?.id ?? null;
}
