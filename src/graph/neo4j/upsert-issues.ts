import { storableText } from '../rows/storable-text.js';
import type { IssueNode, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `UNWIND $rows AS row
MERGE (i:Issue {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
SET i.title = row.title, i.state = row.state, i.is_bug = row.is_bug`;

/** Writes issues; of several with one number the last is right. The repository is held. */
export async function upsertIssues(run: Run, key: RepositoryKey, issues: readonly IssueNode[]): Promise<void> {
  const each = [...new Map(issues.map((issue) => [issue.number, issue])).values()];
  const rows = each
    .toSorted((one, other) => one.number - other.number)
    .map(({ number, title, state, isBug }) => ({ number, title: storableText(title), state, is_bug: isBug }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(key), rows });
}
