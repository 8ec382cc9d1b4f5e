import type { DataSource } from 'typeorm';
import { listMemories } from '../memory/list-memories.js';
import type { Memory } from '../memory/types.js';
import { whyAlwaysTold, whyNotCovered } from '../review/memories/covers-finding.js';
import { isDismissed } from '../review/rounds/is-dismissed.js';
import type { LedgerFinding } from '../review/types.js';
import { readDismissals } from './read-dismissals.js';
import { readEarlier } from './read-earlier.js';

const MOST_MEMORIES = 2000;

/** What keeps a finding silent, or would. */
export interface WhySilent {
  finding: LedgerFinding;
  /** Numbers of the dismissals that hold for it, the one it was dismissed by first. */
  dismissals: number[];
  /** What is remembered of its rule, and why it does not cover this one; null: it does. */
  memories: { memory: Memory; whyNot: string | null }[];
  /** Why nothing but a dismissal of its own keeps it silent; null: a memory may. */
  toldAnyway: string | null;
}

/**
 * Which dismissals and memories keep a finding of a pull request silent, or would if it came anew (memory.md). Null: the
 * pull request has no such finding.
 */
export async function whySilent(
  source: DataSource,
  {
    installationId,
    repositoryId,
    pullNumber,
    handle,
  }: { installationId: number; repositoryId: number; pullNumber: number; handle: number },
): Promise<WhySilent | null> {
  const pulls: { id: string }[] = await source.query(
    'SELECT id FROM pull_requests WHERE installation_id = $1 AND repository_id = $2 AND number = $3',
    [installationId, repositoryId, pullNumber],
  );
  const [pull] = pulls;
  if (pull === undefined) return null;
  const { findings } = await readEarlier(source, pull.id);
  const finding = findings.find((each) => each.handle === handle);
  if (finding === undefined) return null;
  const active = await readDismissals(source, { repositoryId, pullRequestId: pull.id });
  const own = await dismissedBy(source, finding);
  const covering = active.filter((dismissal) => isDismissed(finding, [dismissal], new Date()) !== null);
  const told = await listMemories(source, {
    installationId,
    repositoryId,
    states: ['active'],
    viewer: null,
    limit: MOST_MEMORIES,
  });
  return {
    finding,
    dismissals: [...new Set([...own, ...covering.map(({ number }) => number)])],
    memories: told
      .filter(({ dismissal, scope }) => dismissal === null && scope.rule === finding.rule)
      .map((memory) => ({
        memory,
        whyNot: whyNotCovered({ type: memory.type, text: memory.text, ...memory.scope }, finding),
      })),
    toldAnyway: whyAlwaysTold(finding),
  };
}

async function dismissedBy(source: DataSource, { id, state }: LedgerFinding): Promise<number[]> {
  if (state !== 'dismissed') return [];
  const rows: { number: number }[] = await source.query(
    'SELECT m.number FROM findings f JOIN memories m ON m.id = f.dismissal_id WHERE f.id = $1',
    [id],
  );
  return rows.map(({ number }) => number);
}
