import type { People } from '../rows/settle-people.js';
import { storableText } from '../../words/storable-text.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** An import does not know what we said of a pull request: a verdict that is there stays. */
const STATEMENT = `UNWIND $rows AS row
MERGE (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
SET p += row.properties, p.verdict = coalesce(row.verdict, p.verdict)`;

/** Writes pull requests without their edges, one for each number, none older than what is known. */
export async function upsertPulls(
  run: Run,
  key: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<void> {
  const rows = pulls.map((pull) => ({
    number: pull.number,
    verdict: pull.verdict?.slice(0, 40) ?? null,
    properties: {
      title: storableText(pull.title),
      state: pull.state,
      author: pull.author && loginOf(pull.author),
      origin: pull.origin,
      created_at: pull.createdAt,
      merged_at: pull.mergedAt,
      additions: pull.additions,
      deletions: pull.deletions,
      updated_at: pull.updatedAt,
    },
  }));
  await run(STATEMENT, { ...tenant(key), rows });
}
