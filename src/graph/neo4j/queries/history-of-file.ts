import { storableText } from '../../../words/storable-text.js';
import { MOST_REVISIONS, type PullNode, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, PULL, pullsOfFile } from './fragments.js';

const STATEMENT = `UNWIND [$path] AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('merged IS NOT NULL')}
  RETURN p, merged
}
RETURN ${PULL}
ORDER BY merged DESC, number DESC LIMIT $limit`;

/** The last merged pull requests that touched a file, under its earlier names too. */
export async function historyOfFile(
  read: Run,
  key: RepositoryKey,
  asked: { path: string; limit: number },
): Promise<PullNode[]> {
  const { path, limit } = asked;
  return read(STATEMENT, { ...tenant(key), path: storableText(path), limit, most: MOST_REVISIONS });
}
