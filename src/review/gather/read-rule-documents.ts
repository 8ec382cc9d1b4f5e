import type { Snapshot } from '../../snapshot/types.js';
import type { RuleDocument } from '../ask/prompt/overview-parts.js';
import type { Change } from '../types.js';

/** Where repositories write down their conventions. */
const DOCUMENTS = ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md', '.github/CONTRIBUTING.md'];
const MAX_BYTES = 65_536;

/**
 * The repository's own rules as they stand on the base branch: a document that this pull request changes is read from
 * the base (`readBase`; without it, it is left out), so that a change cannot rewrite the rules it is judged by (S7).
 */
export async function readRuleDocuments(
  { files }: Pick<Change, 'files'>,
  snapshot: Snapshot,
  readBase: ((path: string) => Promise<string | null>) | undefined,
): Promise<RuleDocument[]> {
  const changed = new Set(files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  const documents: RuleDocument[] = [];
  for (const path of DOCUMENTS) {
    if (changed.has(path)) {
      const text = await readBase?.(path);
      if (text) documents.push({ path, text });
    } else if ((snapshot.sizeOf(path) ?? Infinity) <= MAX_BYTES) {
      const text = (await snapshot.readFile(path))?.toString('utf8');
      if (text) documents.push({ path, text });
    }
  }
  return documents;
}
