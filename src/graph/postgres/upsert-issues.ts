import type { IssueNode, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';
import { storableText } from '../rows/storable-text.js';

const STATEMENT = `INSERT INTO graph_issues (installation_id, repo_id, number, title, state, is_bug)
  SELECT r.installation_id, r.repo_id, given.* FROM
    (SELECT installation_id, repo_id FROM graph_repositories
      WHERE installation_id = $1::integer AND repo_id = $2::bigint FOR KEY SHARE) r
    CROSS JOIN unnest($3::integer[], $4::text[], $5::text[], $6::boolean[]) AS given (number, title, state, is_bug)
    ORDER BY number
  ON CONFLICT (installation_id, repo_id, number) DO UPDATE SET
    title = EXCLUDED.title, state = EXCLUDED.state, is_bug = EXCLUDED.is_bug`;

/** Writes issues; of several with one number the last is right. Nothing happens where the repository was purged. */
export async function upsertIssues(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  issues: readonly IssueNode[],
): Promise<void> {
  const each = [...new Map(issues.map((issue) => [issue.number, issue])).values()];
  await runner.query(STATEMENT, [
    installationId,
    repoId,
    each.map(({ number }) => number),
    each.map(({ title }) => storableText(title)),
    each.map(({ state }) => state),
    each.map(({ isBug }) => isBug),
  ]);
}
