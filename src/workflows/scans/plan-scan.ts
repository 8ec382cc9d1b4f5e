import { GitHubTerminalError } from '../../github/client/github-error.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { readRepository } from '../../github/read/read-repository.js';
import type { WorkflowPorts } from '../ports.js';
import type { ScanRecord } from './scan-record.js';
import { graphKey, scanTarget } from './scan-target.js';

/** What a scan has to read; no text of the repository, because the engine keeps it. */
export type ScanPlan =
  | { kind: 'full'; sha: string; version: number }
  /** From the commit that readers see; `version` for the case that all has to be read. */
  | { kind: 'push'; sha: string; base: string; version: number }
  | { kind: 'nothing'; sha: string | null };

/**
 * Asks GitHub for the repository's name, default branch and head as they are now, brings them to our rows and the
 * graph's node, and decides how much is to be read. Throws an error that says so if the repository is gone.
 */
export async function planScan(ports: WorkflowPorts, scan: ScanRecord): Promise<ScanPlan> {
  const { octokit, target } = await scanTarget(ports, scan).catch(gone(scan));
  const { id, fullName, defaultBranch } = await readRepository(octokit, target).catch(gone(scan));
  if (id !== scan.githubRepoId) throw new Error(`${scan.fullName} is the name of another repository now`);
  await ports.source.query(
    `UPDATE repositories SET full_name = $2, default_branch = $3
      WHERE id = $1 AND (full_name, default_branch) IS DISTINCT FROM ($2::varchar, $3::varchar)`,
    [scan.repositoryId, fullName, defaultBranch],
  );
  const key = graphKey(scan);
  await ports.graph.upsertRepository({ ...key, fullName, defaultBranch });
  const sha = await readBranchHead(octokit, target, defaultBranch);
  if (sha === null) return { kind: 'nothing', sha };
  const seen = await ports.graph.repository(key);
  const version = versionOf(scan.id, seen?.scan ?? null);
  const base = scan.kind === 'push' ? (seen?.scannedSha ?? null) : null;
  if (base === null) return { kind: 'full', sha, version };
  return base === sha ? { kind: 'nothing', sha } : { kind: 'push', sha, base, version };
}

/**
 * Which version of the graph a scan writes: a later one than readers see, of no other scan. Its own number is that,
 * unless the store was filled by another database, whose numbers were higher.
 */
export function versionOf(scanId: number, seen: number | null): number {
  return seen === null || seen < scanId ? scanId : seen + scanId;
}

function gone({ fullName }: ScanRecord): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof GitHubTerminalError) || !['not-found', 'gone', 'blocked'].includes(error.reason))
      throw error;
    throw new Error(`${fullName} is not on GitHub any more, or the App may not read it`, { cause: error });
  };
}
