import type { EntityManager } from 'typeorm';
import { ensureRepository } from '../../installations/ensure-repository.js';
import { requestIndex } from '../history/index-event.js';
import type { WorkflowPorts } from '../ports.js';
import { createRun } from './create-run.js';
import { completed, ignored, type EventRow, type Handled } from './handled.js';
import { lockPull } from './lock-pull.js';
import { matchWorkflows } from './match-workflows.js';
import { commandOf, type Subject } from './pull-subject.js';
import { findPull, insertCommentedPull, upsertPull, type PullRow } from './upsert-pull.js';
import { wasSkipped } from './was-skipped.js';

/**
 * Creates a run of each built-in workflow whose triggers match an event of a pull request, in the caller's transaction:
 * of its head, of a command, or of a reply to our comment.
 */
export async function startRuns(
  manager: EntityManager,
  { timings }: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
  subject: Exclude<Subject, { kind: 'none' }>,
): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return ignored(owner.refused);
  const { installation, repository } = owner;
  await lockPull(manager, repository.id, lockedBy(subject));
  const pull = await pullOf(manager, { installationId: installation.id, repositoryId: repository.id }, subject);
  if (typeof pull === 'string') return ignored(pull);
  if (subject.kind === 'reply' && !(await isFindingThread(manager, pull.id, subject.inReplyTo))) {
    return ignored('no command');
  }
  await requestIndex(manager, event, repository.id);
  const runs: string[] = [];
  const matched = { type: event.event_type, command: commandOf(subject.trigger) };
  const onlyIfSkipped = subject.kind === 'pull' && subject.onlyIfSkipped;
  for (const workflow of await matchWorkflows(manager, matched, installation.id)) {
    if (onlyIfSkipped && !(await wasSkipped(manager, pull, workflow.id))) continue;
    const request = { workflow, event, installationId: installation.id, repository, pull, trigger: subject.trigger };
    runs.push(await createRun(manager, request, timings));
  }
  if (onlyIfSkipped && runs.length === 0) {
    return ignored('nothing had stopped its review');
  }
  return completed(runs);
}

async function pullOf(
  manager: EntityManager,
  owner: { installationId: number; repositoryId: number },
  subject: Exclude<Subject, { kind: 'none' }>,
): Promise<PullRow | string> {
  if (subject.kind === 'pull') {
    return (await upsertPull(manager, owner, subject.pull)) ?? 'a newer event of this pull request came first';
  }
  const headSha = subject.kind === 'head' ? subject.headSha : null;
  const found = await findPull(manager, owner.repositoryId, { number: subject.number, headSha });
  if (found === null && subject.kind === 'command') return insertCommentedPull(manager, owner, subject.pull);
  return found ?? 'this pull request is not known yet: push to it, or reopen it';
}

/** Whether a thread begins with our comment on a finding. */
async function isFindingThread(manager: EntityManager, pullRequestId: string, commentId: number): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    'SELECT 1 FROM findings WHERE pull_request_id = $1 AND github_comment_id = $2',
    [pullRequestId, commentId],
  );
  return rows.length > 0;
}

function lockedBy(subject: Exclude<Subject, { kind: 'none' }>): number | string {
  return subject.kind === 'head' ? (subject.number ?? subject.headSha) : subject.number;
}
