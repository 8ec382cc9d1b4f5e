import { newestOfEach } from '../rows/newest-of-each.js';
import { storableText } from '../../words/storable-text.js';
import type { IssueRecord, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

/** What is older than what is known, or of an unknown time, does not replace what has one. */
const STATEMENT = `INSERT INTO graph_issues AS i (installation_id, repo_id, number, title, state, is_bug, updated_at)
  SELECT $1::integer, $2::bigint, given.*
    FROM unnest($3::integer[], $4::text[], $5::text[], $6::boolean[], $7::timestamptz[])
      AS given (number, title, state, is_bug, updated_at)
    ORDER BY number
  ON CONFLICT (installation_id, repo_id, number) DO UPDATE SET
    title = EXCLUDED.title, state = EXCLUDED.state, is_bug = EXCLUDED.is_bug, updated_at = EXCLUDED.updated_at
  WHERE i.updated_at IS NULL OR EXCLUDED.updated_at >= i.updated_at`;

/** Writes issues, each as it was last. The repository is held. */
export async function upsertIssues(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  issues: readonly IssueRecord[],
): Promise<void> {
  const each = newestOfEach(issues);
  if (each.length === 0) return;
  await runner.query(STATEMENT, [
    installationId,
    repoId,
    each.map(({ number }) => number),
    each.map(({ title }) => storableText(title)),
    each.map(({ state }) => state),
    each.map(({ isBug }) => isBug),
    each.map(({ updatedAt }) => updatedAt),
  ]);
}
