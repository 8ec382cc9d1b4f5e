import { cutText } from '../../words/cut-text.js';
import type { MapDocument } from './types.js';

/** Read for the map, the most telling first: what is beyond the bounds is left out. */
export const MAP_DOCUMENTS: readonly string[] = [
  'AGENTS.md',
  'CLAUDE.md',
  'REVIEW.md',
  'CONTRIBUTING.md',
  '.github/CONTRIBUTING.md',
  'README.md',
  'package.json',
  'pyproject.toml',
  'go.mod',
  'Cargo.toml',
  'composer.json',
  'Gemfile',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'requirements.txt',
  'Makefile',
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
];
const LONGEST = 15_000;
const LONGEST_ALL = 40_000;

/** The documents of a repository, 15,000 characters of each and 40,000 in all. Throws what `read` throws. */
export async function readMapDocuments(
  read: (path: string, most: number) => Promise<string | null>,
): Promise<MapDocument[]> {
  const documents: MapDocument[] = [];
  let room = LONGEST_ALL;
  for (const path of MAP_DOCUMENTS) {
    if (room <= 0) break;
    const text = await read(path, LONGEST * 4);
    if (text === null || text.trim() === '') continue;
    const cut = cutText(text, Math.min(LONGEST, room));
    room -= cut.length;
    documents.push({ path, text: cut });
  }
  return documents;
}
