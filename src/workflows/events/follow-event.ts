import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { OwnIdentity } from '../../github/client/own-identity.js';
import { applyInstallationEvent } from '../../installations/apply-installation-event.js';
import { ensureRepository } from '../../installations/ensure-repository.js';
import { noteAccessChange } from '../../installations/note-access-change.js';
import { requestWorkflowFiles } from '../files/request-workflow-files.js';
import { requestIndex } from '../history/index-event.js';
import type { WorkflowPorts } from '../ports.js';
import { requestPeople } from '../pulls/follow-people.js';
import { followInGraph } from '../scans/follow-in-graph.js';
import { requestScans } from '../scans/request-scans.js';
import { followChangedComment, isChangedComment } from './changed-comment.js';
import { changedSettings } from './changed-settings.js';
import { closePull } from './close-pull.js';
import { defaultBranchPush } from './default-branch-push.js';
import { endRunsOfRepositories } from './end-runs.js';
import { completed, ignored, type EventRow, type Handled } from './handled.js';
import { pullSubject } from './pull-subject.js';
import { freedPulls, reviewAfterBudget } from './review-after-budget.js';
import { reviewUnblocked } from './review-unblocked.js';
import { settingsPush } from './settings-push.js';
import { startRuns } from './start-runs.js';
import { workflowFilesPush } from './workflow-files-push.js';

const ReviewOfPerson = z.object({
  review: z.object({ user: z.object({ type: z.literal('User') }) }),
  pull_request: z.object({ number: z.number().int().positive() }),
});

/** What is built in follows an event, in the caller's transaction: the rules of the life cycle first, then runs. */
export async function followEvent(
  manager: EntityManager,
  ports: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
): Promise<Handled> {
  const applied = await applyInstallationEvent(manager, { eventType: event.event_type, payload: event.payload });
  const { changed, ended } = applied;
  const isAccess = await noteAccessChange(manager, { eventType: event.event_type, payload: event.payload });
  await endRunsOfRepositories(manager, ended.repositoryIds, event.event_type);
  await followInGraph(manager, applied, event);
  if (event.event_type === 'pull_request.closed') return closePull(manager, event);
  if (event.event_type === 'push') return followPush(manager, ports, event);
  if (event.event_type === 'settings.changed') return followSettings(manager, ports, event);
  if (event.event_type === 'budgets.free') return followBudgets(manager, ports, event);
  if (event.event_type.startsWith('issues.')) return followIssue(manager, event);
  if (event.event_type === 'pull_request_review.submitted') return followReview(manager, event);
  if (isChangedComment(event.event_type)) return followComment(manager, event);
  const subject = pullSubject(event.event_type, event.delivery_id, event.payload, slugOf(event.self));
  if (subject.kind === 'none') {
    return changed.length > 0 || isAccess ? completed() : ignored(subject.reason);
  }
  return startRuns(manager, ports, event, subject);
}

async function followPush(
  manager: EntityManager,
  { timings }: Pick<WorkflowPorts, 'timings'>,
  { id, event_type: type, payload }: EventRow,
): Promise<Handled> {
  const settings = settingsPush(payload);
  const moves = defaultBranchPush(payload);
  if (settings === null && !moves) {
    return ignored('a push that changes neither settings nor the default branch');
  }
  const owner = await ensureRepository(manager, payload);
  if ('refused' in owner) return ignored(owner.refused);
  const { installation, repository } = owner;
  if (moves) await requestScans(manager, { repositoryIds: [repository.id], kind: 'push', reason: 'push' });
  const files = workflowFilesPush(payload);
  if (files !== null) await requestWorkflowFiles(manager, { key: id, repositoryId: repository.id, sha: files });
  if (settings === null) return completed();
  const reach = { installationId: installation.id, repositoryId: repository.id, pushed: settings };
  return unblocked(await reviewUnblocked(manager, { id, type }, reach, timings));
}

/** A change on the dashboard is followed as a push of the file is. */
async function followSettings(
  manager: EntityManager,
  { timings }: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
): Promise<Handled> {
  const changed = changedSettings(event);
  if (changed === null) return ignored('no settings of ours');
  const served: unknown[] = await manager.query('SELECT 1 FROM installations WHERE id = $1 AND is_active', [
    changed.installationId,
  ]);
  if (served.length === 0) return ignored('the installation is not active');
  const of = { id: event.id, type: event.event_type };
  return unblocked(await reviewUnblocked(manager, of, { ...changed, pushed: null }, timings));
}

/** A budget that had stopped reviews has room again. */
async function followBudgets(
  manager: EntityManager,
  { timings }: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
): Promise<Handled> {
  const pulls = freedPulls(event);
  const { id, event_type: type, installation_id: installationId } = event;
  if (pulls === null || installationId === null) return ignored('no budgets of ours');
  return completed(await reviewAfterBudget(manager, { id, type, installationId }, pulls, timings));
}

function unblocked({ runs, left }: { runs: string[]; left: number }): Handled {
  const reason = left === 0 ? null : `${left} more pull requests had been skipped: /nectr review asks for each`;
  return { status: 'completed', reason, runs };
}

async function followIssue(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return ignored(owner.refused);
  await requestIndex(manager, event, owner.repository.id);
  return completed();
}

async function followComment(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return ignored(owner.refused);
  const { installation, repository } = owner;
  const ids = { installationId: installation.id, repositoryId: repository.id };
  const stale = await followChangedComment(manager, event, ids);
  const counts = await countPeople(manager, event, repository);
  return stale.length > 0 || counts ? completed() : ignored('nothing is remembered of this comment');
}

/** A review of somebody may be what a check waits for. */
async function followReview(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return ignored(owner.refused);
  const counts = await countPeople(manager, event, owner.repository);
  return counts ? completed() : ignored('no check waits for a review');
}

async function countPeople(
  manager: EntityManager,
  event: EventRow,
  { id: repositoryId, githubRepoId }: { id: number; githubRepoId: number },
): Promise<boolean> {
  const { data } = ReviewOfPerson.safeParse(event.payload);
  if (data === undefined) return false;
  return requestPeople(manager, event, { repositoryId, githubRepoId, number: data.pull_request.number });
}

function slugOf(self: OwnIdentity | null): string | null {
  return self !== null && 'appSlug' in self ? self.appSlug : null;
}
