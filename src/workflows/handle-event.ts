import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { OwnIdentity } from '../github/client/own-identity.js';
import { applyInstallationEvent } from '../installations/apply-installation-event.js';
import { ensureRepository } from '../installations/ensure-repository.js';
import { noteAccessChange } from '../installations/note-access-change.js';
import { parseJson } from '../turns/parse-json.js';
import { createRun } from './events/create-run.js';
import { endRuns, endRunsOfRepositories } from './events/end-runs.js';
import { matchWorkflows } from './events/match-workflows.js';
import type { WorkflowPorts } from './ports.js';
import { commandOf, pullSubject, type Subject } from './events/pull-subject.js';
import { lockPull } from './events/lock-pull.js';
import { followChangedComment, isChangedComment } from './events/changed-comment.js';
import { changedSettings } from './events/changed-settings.js';
import { defaultBranchPush } from './events/default-branch-push.js';
import { requestIndex } from './history/index-event.js';
import { isMerge, requestLearning } from './learning/request-learning.js';
import { followInGraph } from './scans/follow-in-graph.js';
import { requestScans } from './scans/request-scans.js';
import { freedPulls, reviewAfterBudget } from './events/review-after-budget.js';
import { reviewUnblocked } from './events/review-unblocked.js';
import { settingsPush } from './events/settings-push.js';
import { workflowFilesPush } from './events/workflow-files-push.js';
import { requestWorkflowFiles } from './files/request-workflow-files.js';
import { startDefined } from './executions/start-defined.js';
import { wasSkipped } from './events/was-skipped.js';
import { answerPress } from './presses/answer-press.js';
import { findPresser, type KnownPress } from './presses/find-presser.js';
import { followPress, type Pressed } from './presses/follow-press.js';
import { requestPeople } from './pulls/follow-people.js';
import { findPull, insertCommentedPull, upsertPull, type PullRow } from './events/upsert-pull.js';

interface EventRow {
  id: string;
  event_type: string;
  delivery_id: string;
  source: string;
  installation_id: number | null;
  payload: unknown;
  created_at: Date;
  /** Who we are on GitHub; null: nobody asked, or GitHub did not tell. */
  self: OwnIdentity | null;
}

const ReviewOfPerson = z.object({
  review: z.object({ user: z.object({ type: z.literal('User') }) }),
  pull_request: z.object({ number: z.number().int().positive() }),
});

/** What handling an event needs of the rest. */
export type HandlePorts = Pick<WorkflowPorts, 'source' | 'timings' | 'log' | 'endSessionsOf'> & {
  github: Pick<WorkflowPorts['github'], 'self'> & Partial<Pick<WorkflowPorts['github'], 'octokit'>>;
  /** Absent, as the token of an installation may be: no service is connected, and no button of ours is pressed. */
  integrations?: WorkflowPorts['integrations'];
};

/** Longest that it may take to know who pressed a button, and to answer. */
const PRESS_MS = 30_000;

/** What has to be known of an event before its transaction. */
interface FirstLook {
  /** It calls somebody by name, or may be of our own making: we have to know who we are. */
  asksForUs: boolean;
  /** GitHub's id of the person who took the App's authorization back. */
  revokedBy: string | null;
  /** Somebody pressed a button of a message of ours. */
  isPress: boolean;
}

/** What became of an event; `completed` when its runs exist, whatever becomes of them. */
export interface Handled {
  status: 'completed' | 'ignored' | 'gone';
  reason: string | null;
  runs: string[];
}

/**
 * Turns one recorded event into what follows from it, in one transaction: life-cycle rules change rows and end runs,
 * matching triggers create runs. Safe to run again. Throws what the database throws; the engine tries again.
 */
export async function handleEvent(ports: HandlePorts, eventId: string): Promise<Handled> {
  const { asksForUs, revokedBy, isPress } = await firstLook(ports.source, eventId);
  // Safe to do again, and not to be forgotten: before the event counts as handled.
  if (revokedBy !== null) await ports.endSessionsOf?.(Number(revokedBy));
  const self = asksForUs ? await selfFor(ports, eventId) : null;
  const press = isPress ? await knownPress(ports, eventId) : null;
  let pressed: Pressed | null = null;
  const handled = await ports.source.transaction(async (manager): Promise<Handled> => {
    const rows: (Omit<EventRow, 'self'> & { payload: string; status: string })[] = await manager.query(
      'SELECT id, event_type, delivery_id, source, installation_id, created_at, payload::text, status FROM events WHERE id = $1 FOR UPDATE',
      [eventId],
    );
    const row = rows[0];
    if (!row) return { status: 'gone', reason: 'the event was purged', runs: [] };
    if (!['pending', 'processing'].includes(row.status)) {
      return { status: 'gone', reason: `already ${row.status}`, runs: [] };
    }
    const payload = await readPayload(row.payload);
    const result =
      payload === null
        ? { status: 'ignored' as const, reason: 'its payload is nested too deep, or has too long a text', runs: [] }
        : isPress
          ? ended((pressed = press && (await followPress(manager, row, press))))
          : await followAll(manager, ports, { ...row, payload, self });
    await manager.query(
      `UPDATE events SET status = $2, error_message = $3, processed_at = now(),
              installation_id = COALESCE(installation_id,
                (SELECT id FROM installations WHERE github_installation_id = events.github_installation_id))
        WHERE id = $1`,
      [eventId, result.status, result.reason],
    );
    return result;
  });
  ports.log.info({ eventId, ...handled }, 'event handled');
  if (press !== null && pressed !== null) await tellPresser(ports, press, pressed, eventId);
  return handled;
}

/** Asked before the transaction: of the service, and of GitHub. */
async function knownPress({ source, integrations, github }: HandlePorts, eventId: string): Promise<KnownPress | null> {
  const { octokit } = github;
  if (integrations === undefined || octokit === undefined) return null;
  const signal = AbortSignal.timeout(PRESS_MS);
  return findPresser({ source, integrations, github: { octokit } }, eventId, signal);
}

function ended(pressed: Pressed | null): Handled {
  if (pressed === null) return { status: 'ignored', reason: 'no button of ours, or its integration is gone', runs: [] };
  return pressed.done ? completed([]) : { status: 'ignored', reason: pressed.said, runs: [] };
}

/** What was done stays done, told or not. */
async function tellPresser({ log }: HandlePorts, press: KnownPress, pressed: Pressed, eventId: string): Promise<void> {
  try {
    await answerPress(press, pressed, `press ${eventId}`, AbortSignal.timeout(PRESS_MS));
  } catch (error) {
    log.warn({ err: error, eventId }, 'who pressed a button was not told what it did');
  }
}

async function firstLook(source: WorkflowPorts['source'], eventId: string): Promise<FirstLook> {
  const rows: FirstLook[] = await source.query(
    `SELECT COALESCE(event_type LIKE '%comment.created' AND position('@' in payload #>> '{comment,body}') > 0, false)
              OR source = 'github' AND (payload #>> '{sender,type}' = 'Bot' OR event_type LIKE 'check\\_%')
                 AND EXISTS (SELECT FROM workflow_triggers t WHERE t.enabled AND t.trigger_type = 'event'
                               AND t.conditions->'events' ? event_type) AS "asksForUs",
            CASE WHEN event_type = 'github_app_authorization.revoked' AND status IN ('pending', 'processing')
                  AND payload #>> '{sender,id}' ~ '^[0-9]{1,15}$' THEN payload #>> '{sender,id}' END AS "revokedBy",
            event_type = source || '.interaction' AND source <> 'github' AND integration_id IS NOT NULL
              AND status IN ('pending', 'processing') AS "isPress"
       FROM events WHERE id = $1`,
    [eventId],
  );
  return rows[0] ?? { asksForUs: false, revokedBy: null, isPress: false };
}

/**
 * Who we are on GitHub, for what may speak to us or be ours; asked before the transaction. Where GitHub does not tell,
 * commands are followed all the same, and only who calls us by name is not answered; a workflow that starts on its own work
 * does so once, as it can do nothing then either.
 */
async function selfFor({ github, log }: HandlePorts, eventId: string): Promise<OwnIdentity | null> {
  try {
    return await github.self();
  } catch (error) {
    log.warn({ err: error, eventId }, 'GitHub does not tell our name: a comment that calls us by it is not answered');
    return null;
  }
}

/** As text and in slices: a driver that parses up to 25 MB makes everybody wait. Null: it cannot be read that way. */
async function readPayload(text: string): Promise<unknown> {
  // To put it together took this turn.
  await nextTurn();
  try {
    return await parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** What is built in, then what people have defined. */
async function followAll(
  manager: EntityManager,
  ports: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
): Promise<Handled> {
  const handled = await follow(manager, ports, event);
  const { runs, refused } = await startDefined(manager, event, event.self);
  if (refused !== null) return { ...handled, reason: refused };
  if (runs.length === 0) return handled;
  return { ...handled, status: 'completed', runs: [...handled.runs, ...runs] };
}

async function follow(
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
    return changed.length > 0 || isAccess ? completed([]) : { status: 'ignored', reason: subject.reason, runs: [] };
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
    return { status: 'ignored', reason: 'a push that changes neither settings nor the default branch', runs: [] };
  }
  const owner = await ensureRepository(manager, payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  const { installation, repository } = owner;
  if (moves) await requestScans(manager, { repositoryIds: [repository.id], kind: 'push', reason: 'push' });
  const files = workflowFilesPush(payload);
  if (files !== null) await requestWorkflowFiles(manager, { key: id, repositoryId: repository.id, sha: files });
  if (settings === null) return completed([]);
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
  if (changed === null) return { status: 'ignored', reason: 'no settings of ours', runs: [] };
  const served: unknown[] = await manager.query('SELECT 1 FROM installations WHERE id = $1 AND is_active', [
    changed.installationId,
  ]);
  if (served.length === 0) return { status: 'ignored', reason: 'the installation is not active', runs: [] };
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
  if (pulls === null || installationId === null) return { status: 'ignored', reason: 'no budgets of ours', runs: [] };
  return completed(await reviewAfterBudget(manager, { id, type, installationId }, pulls, timings));
}

function unblocked({ runs, left }: { runs: string[]; left: number }): Handled {
  const reason = left === 0 ? null : `${left} more pull requests had been skipped: /nectr review asks for each`;
  return { status: 'completed', reason, runs };
}

async function followIssue(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  await requestIndex(manager, event, owner.repository.id);
  return completed([]);
}

async function followComment(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  const { installation, repository } = owner;
  const ids = { installationId: installation.id, repositoryId: repository.id };
  const stale = await followChangedComment(manager, event, ids);
  const counts = await countPeople(manager, event, repository);
  return stale.length > 0 || counts
    ? completed([])
    : { status: 'ignored', reason: 'nothing is remembered of this comment', runs: [] };
}

/** A review of somebody may be what a check waits for. */
async function followReview(manager: EntityManager, event: EventRow): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  const counts = await countPeople(manager, event, owner.repository);
  return counts ? completed([]) : { status: 'ignored', reason: 'no check waits for a review', runs: [] };
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

async function startRuns(
  manager: EntityManager,
  { timings }: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
  subject: Exclude<Subject, { kind: 'none' }>,
): Promise<Handled> {
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  const { installation, repository } = owner;
  await lockPull(manager, repository.id, lockedBy(subject));
  const pull = await pullOf(manager, { installationId: installation.id, repositoryId: repository.id }, subject);
  if (typeof pull === 'string') return { status: 'ignored', reason: pull, runs: [] };
  if (subject.kind === 'reply' && !(await isFindingThread(manager, pull.id, subject.inReplyTo))) {
    return { status: 'ignored', reason: 'no command', runs: [] };
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
    return { status: 'ignored', reason: 'nothing had stopped its review', runs };
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

async function closePull(manager: EntityManager, event: EventRow): Promise<Handled> {
  const subject = pullSubject(event.event_type, event.delivery_id, event.payload);
  if (subject.kind !== 'pull') return { status: 'ignored', reason: 'no pull request in the payload', runs: [] };
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return { status: 'ignored', reason: owner.refused, runs: [] };
  await lockPull(manager, owner.repository.id, subject.number);
  const ids = { installationId: owner.installation.id, repositoryId: owner.repository.id };
  const pull = await upsertPull(manager, ids, subject.pull);
  if (!pull) return { status: 'ignored', reason: 'a newer event of this pull request came first', runs: [] };
  await endRuns(manager, pull.id, 'closed');
  await requestIndex(manager, event, owner.repository.id);
  if (isMerge(event.payload)) {
    await requestLearning(manager, { ...ids, pullRequestId: pull.id, after: 'merge' });
  }
  return completed([]);
}

function slugOf(self: OwnIdentity | null): string | null {
  return self !== null && 'appSlug' in self ? self.appSlug : null;
}

function lockedBy(subject: Exclude<Subject, { kind: 'none' }>): number | string {
  return subject.kind === 'head' ? (subject.number ?? subject.headSha) : subject.number;
}

function completed(runs: string[]): Handled {
  return { status: 'completed', reason: null, runs };
}
