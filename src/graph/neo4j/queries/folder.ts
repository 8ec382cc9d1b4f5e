import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** By the index of the key of files, whose last property is the path. */
const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path STARTS WITH $prefix
  AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
RETURN count(f) AS files, sum(f.lines) AS lines`;

/** How much lies below a folder. */
export async function folder(read: Run, key: RepositoryKey, path: string): Promise<{ files: number; lines: number }> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  const [row] = await read<{ files: number; lines: number }>(STATEMENT, { ...tenant(key), prefix });
  return row ?? { files: 0, lines: 0 };
}
