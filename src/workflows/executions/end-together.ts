import type { DataSource } from 'typeorm';
import { admitLocked } from './admit-executions.js';
import { finishExecutions, type Ending, type ExecutionRecord } from './execution-record.js';
import { lockExecutions } from './lock-executions.js';

interface Waiting {
  ending: Ending & Pick<ExecutionRecord, 'workflowId'>;
  resolve(isOurs: boolean): void;
  reject(error: unknown): void;
}

/** Of each installation that has one under way: those that came meanwhile. */
const groups = new WeakMap<DataSource, Map<number, Waiting[]>>();

/**
 * Writes how a run ended, and lets others of its installation in at its place, in one transaction. Runs that end while
 * another transaction of their installation is under way share the next one: they would only wait for each other. Returns
 * whether it was this attempt that ended it, as `finishExecutions`; throws what the database throws.
 */
export function endTogether(source: DataSource, installationId: number, ending: Waiting['ending']): Promise<boolean> {
  const ofSource = groups.get(source) ?? new Map<number, Waiting[]>();
  groups.set(source, ofSource);
  return new Promise((resolve, reject) => {
    const waiting = { ending, resolve, reject };
    const group = ofSource.get(installationId);
    if (group !== undefined) group.push(waiting);
    else {
      ofSource.set(installationId, []);
      void endGroups(source, ofSource, installationId, [waiting]);
    }
  });
}

async function endGroups(
  source: DataSource,
  ofSource: Map<number, Waiting[]>,
  installationId: number,
  first: readonly Waiting[],
): Promise<void> {
  for (let group = first; group.length > 0; group = ofSource.get(installationId)?.splice(0) ?? [])
    await endGroup(source, installationId, group);
  ofSource.delete(installationId);
}

/** Never throws. What cannot be written holds up none of the others. */
async function endGroup(source: DataSource, installationId: number, group: readonly Waiting[]): Promise<void> {
  try {
    const ended = await source.transaction(async (manager) => {
      await lockExecutions(manager, installationId);
      const ids = await finishExecutions(
        manager,
        group.map(({ ending }) => ending),
      );
      await admitLocked(
        manager,
        installationId,
        group.map(({ ending }) => ending.workflowId),
      );
      return ids;
    });
    for (const { ending, resolve } of group) resolve(ended.has(ending.id));
  } catch (error) {
    if (group.length > 1) for (const one of group) await endGroup(source, installationId, [one]);
    else group[0]?.reject(error);
  }
}
