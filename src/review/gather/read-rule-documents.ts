import type { Snapshot } from '../../snapshot/types.js';
import type { RuleDocument } from '../ask/prompt/overview-parts.js';
import { codeSections } from './code-sections.js';
import type { Change } from '../types.js';

/** Where repositories write down their conventions: for tools and reviewers first, then for people. */
const DOCUMENTS = ['AGENTS.md', 'CLAUDE.md', 'REVIEW.md', 'CONTRIBUTING.md', '.github/CONTRIBUTING.md'];
const MAX_BYTES = 65_536;

/**
 * The repository's own rules, each text once, of those for contributors only what speaks of code, as they stand on the base branch: a document that this pull request changes is read from
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
    const whole = changed.has(path) ? await readBase?.(path) : await readHead(snapshot, path);
    const text = path.endsWith('CONTRIBUTING.md') ? codeSections(whole ?? '') : (whole ?? '').trim();
    // `CLAUDE.md` is often the same text, or only says where it stands.
    const isKnown = documents.some((other) => other.text === text) || /^@\S+$/.test(text);
    if (text !== '' && !isKnown) documents.push({ path, text });
  }
  return documents;
}

async function readHead(snapshot: Snapshot, path: string): Promise<string | null> {
  if ((snapshot.sizeOf(path) ?? Infinity) > MAX_BYTES) return null;
  return (await snapshot.readFile(path))?.toString('utf8') ?? null;
}
