import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { serverLimit, type BudgetLimits } from '../../claude/model-budget.js';
import { refusalOf, type Spent } from '../../claude/spending-limits.js';
import { BUDGET_TRIGGER } from '../../ledger/note-refused-call.js';
import { readSpending } from '../../ledger/read-spending.js';
import { recordOwnEvent } from '../../ledger/record-own-event.js';
import type { Timings } from '../durable/timings.js';
import { createRun } from './create-run.js';
import { lockPull } from './lock-pull.js';
import { matchWorkflows } from './match-workflows.js';

/** Of an installation at a time: what these cost is in the books before the next are looked for. */
const MOST_AT_ONCE = 5;
const EVENT = 'budgets.free';
const FreeBudgets = z.object({ pulls: z.array(z.guid()) });

interface StoppedPull {
  id: string;
  workflowId: string;
  number: number;
  headSha: string;
  paused: boolean;
  baseRef: string;
  installationId: number;
  repositoryId: number;
  githubRepoId: number;
  /** The most that the call could have cost which was not made. */
  refused: Spent;
}

/**
 * Looks for open pull requests whose head a budget stopped, and asks for a review of those for which the call that was
 * refused would be made now: the day or the month has turned, or the budget was raised. The longest stopped come first,
 * few at a time; each head once. Returns how many were asked for. Throws what the database throws.
 */
export async function freeStoppedPulls(source: DataSource, budgets: BudgetLimits): Promise<{ asked: number }> {
  const free = new Map<number, string[]>();
  for (const pull of await stoppedPulls(source.manager, null)) {
    const chosen = free.get(pull.installationId) ?? [];
    if (chosen.length >= MOST_AT_ONCE || chosen.includes(pull.id)) continue;
    const { limits, spending } = await readSpending(source, pull);
    if (refusalOf([...limits, serverLimit(budgets)], spending, pull.refused) !== null) continue;
    free.set(pull.installationId, [...chosen, pull.id]);
  }
  for (const [installationId, pulls] of free) {
    const event = { source: 'schedule', type: EVENT, installationId, repositoryId: null, payload: { pulls } } as const;
    await source.transaction((manager) => recordOwnEvent(manager, event));
  }
  return { asked: [...free.values()].flat().length };
}

/** The pull requests that such an event of ours names; null: it is none. */
export function freedPulls({
  source,
  event_type: type,
  payload,
}: {
  source: string;
  event_type: string;
  payload: unknown;
}): string[] | null {
  if (source !== 'schedule' || type !== EVENT) return null;
  return FreeBudgets.safeParse(payload).data?.pulls ?? null;
}

/**
 * Starts the reviews that `freeStoppedPulls` asked for, where they are still wanted: nobody has pushed, closed, paused
 * or asked meanwhile. In the caller's transaction; safe to call again for the same event. Returns the execution ids.
 */
export async function reviewAfterBudget(
  manager: EntityManager,
  event: { id: string; type: string; installationId: number },
  pullIds: readonly string[],
  timings: Pick<Timings, 'burstWindow' | 'burstQuiet' | 'burstLongest'>,
): Promise<string[]> {
  const { installationId } = event;
  const workflows = await matchWorkflows(manager, { type: event.type, command: null }, installationId);
  const runs: string[] = [];
  const known = await stoppedPulls(manager, pullIds);
  for (const { id, repositoryId, number } of known.toSorted(
    (a, b) => a.repositoryId - b.repositoryId || a.number - b.number,
  )) {
    await lockPull(manager, repositoryId, number);
    for (const pull of await stoppedPulls(manager, [id])) {
      const workflow = workflows.find((one) => one.id === pull.workflowId);
      if (workflow === undefined || pull.installationId !== installationId) continue;
      const repository = { id: repositoryId, githubRepoId: pull.githubRepoId };
      const trigger = { type: 'auto', key: `${BUDGET_TRIGGER}${pull.baseRef}` } as const;
      const part = `${repositoryId}.${number}`;
      runs.push(
        await createRun(manager, { workflow, event, part, installationId, repository, pull, trigger }, timings),
      );
    }
  }
  return runs;
}

/** Where the last run was of the head that stands there now, and a budget stopped it; longest stopped first. */
async function stoppedPulls(manager: EntityManager, ids: readonly string[] | null): Promise<StoppedPull[]> {
  const rows: (Omit<StoppedPull, 'refused'> & Spent)[] = await manager.query(
    `SELECT p.id, last.workflow_id AS "workflowId", p.number, p.head_sha AS "headSha", p.paused, p.base_ref AS "baseRef",
            p.installation_id AS "installationId", r.id AS "repositoryId", r.github_repo_id::float8 AS "githubRepoId",
            last.refused_tokens::float8 AS tokens, last.refused_dollars::float8 AS dollars
       FROM workflow_runs last
       JOIN pull_requests p ON p.id = last.pull_request_id AND p.head_sha = last.head_sha
       JOIN repositories r ON r.id = p.repository_id JOIN installations i ON i.id = p.installation_id
      WHERE last.refused_tokens IS NOT NULL AND last.outcome = 'partial' AND last.trigger_key NOT LIKE '${BUDGET_TRIGGER}%'
        AND ($1::uuid[] IS NULL OR p.id = ANY ($1))
        AND p.state = 'open' AND NOT p.paused AND r.is_active AND i.is_active
        AND NOT EXISTS (SELECT FROM workflow_runs later
                         WHERE later.pull_request_id = p.id AND later.workflow_id = last.workflow_id
                           AND (later.queued_at, later.id) > (last.queued_at, last.id))
        AND NOT EXISTS (SELECT FROM workflow_runs again
                         WHERE again.pull_request_id = p.id AND again.workflow_id = last.workflow_id
                           AND again.head_sha = p.head_sha AND again.trigger_key LIKE '${BUDGET_TRIGGER}%')
      ORDER BY last.completed_at, p.id`,
    [ids],
  );
  return rows.map(({ tokens, dollars, ...pull }) => ({ ...pull, refused: { tokens, dollars } }));
}
