import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey, Resolved } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, VISIBLE } from './fragments.js';
import { surestEdges } from './surest-edges.js';

const STATEMENT = `${VISIBLE}
UNWIND $paths AS path
MATCH ${FILE}
${surestEdges('IMPORTS', 'f', 'path', 'other')}
RETURN other.path AS from, path AS to, e.tier AS tier, e.confidence AS confidence
ORDER BY confidence DESC, from, to LIMIT $limit`;

/** Files that import one of these, the surest first. */
export async function importers(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; limit: number },
): Promise<({ from: string; to: string } & Resolved)[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, least: 0, limit: asked.limit });
}
