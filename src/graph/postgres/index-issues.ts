import { GraphRefusedError } from '../graph-refused-error.js';
import type { IssueRecord, RepositoryKey } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Runner } from './runner.js';
import { upsertIssues } from './upsert-issues.js';

/** Writes issues. `runner` is one transaction. Throws GraphRefusedError where the repository was purged. */
export async function indexIssues(
  runner: Runner,
  repository: RepositoryKey,
  issues: readonly IssueRecord[],
): Promise<void> {
  if (!(await holdRepository(runner, repository))) throw new GraphRefusedError('purged');
  await upsertIssues(runner, repository, issues);
}
