import { newestOfEach } from '../rows/newest-of-each.js';
import { storableText } from '../../words/storable-text.js';
import type { IssueRecord, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** What is older than what is known, or of an unknown time, does not replace what has one. */
const STATEMENT = `UNWIND $rows AS row
MERGE (i:Issue {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
WITH i, row WHERE i.updated_at IS NULL OR row.properties.updated_at >= i.updated_at
SET i += row.properties`;

/** Writes issues, each as it was last. The repository is held. */
export async function upsertIssues(run: Run, key: RepositoryKey, issues: readonly IssueRecord[]): Promise<void> {
  const rows = newestOfEach(issues).map(({ number, title, state, isBug, updatedAt }) => ({
    number,
    properties: { title: storableText(title), state, is_bug: isBug, updated_at: updatedAt },
  }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(key), rows });
}
