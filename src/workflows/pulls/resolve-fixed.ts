import { GitHubLimitedError } from '../../github/client/github-error.js';
import { resolveThread } from '../../github/publish/resolve-thread.js';
import { readFixedThreads } from '../../ledger/read-fixed-threads.js';
import { LeaseHeldError, LeaseLostError } from '../../ledger/pull-lease.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import { threadResolverOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Resolves the threads of findings that are fixed, where the installation has granted what GitHub wants for it
 * (promise 4 of the review); elsewhere folding the comment away is all. Returns what could not be done, which spoils
 * nothing. Limits and a lost lease are thrown.
 */
export async function resolveFixed(
  ports: WorkflowPorts,
  run: RunRecord,
  findingIds: readonly string[],
): Promise<string[]> {
  if (findingIds.length === 0) return [];
  const threads = await readFixedThreads(ports.source, run.installationId, findingIds);
  if (threads.length === 0) return [];
  try {
    const octokit = await threadResolverOf(ports, run);
    return await withPullLease(ports, run, async (publish) => {
      const failures: (string | null)[] = [];
      for (const thread of threads) failures.push(await resolveThread(octokit, publish, thread));
      return failures.filter((failure) => failure !== null);
    });
  } catch (error) {
    if (error instanceof GitHubLimitedError || isLeaseError(error) || isEngineControl(error)) throw error;
    return [`The threads of fixed findings stay open: ${error instanceof Error ? error.message : 'refused'}`];
  }
}

function isLeaseError(error: unknown): boolean {
  return error instanceof LeaseHeldError || error instanceof LeaseLostError;
}
