import { isFixturePath, isTestPath } from '../../../syntax/paths/test-path.js';
import { familyOf, stemOf, subjectOf } from '../../../syntax/paths/test-stem.js';
import type { Place, QualityFile, SourceFile } from './types.js';

/** Code that is run by hand, once, or to be read. */
const NOT_TESTED = /(?:^|\/)(?:migrations?|scripts?|docs?|examples?|benchmarks?)\/|(?:^|\/)[^/]+\.config\.[cm]?[jt]s$/;
const SHORTEST_NAME = 3;
/** `./check-quality.js` speaks of `check-quality`. */
const WORD = /[\p{L}\p{N}_$][\p{L}\p{N}_$-]*/gu;

/**
 * The changed source files that no test is for: none that the change brings is named like the file, lies in its Go
 * package or speaks of it, and none of the repository is named like it. A file counts only if the change touches one of
 * its functions, and one that could not be measured if it adds a line.
 */
export function missingTests(
  sources: readonly SourceFile[],
  files: readonly QualityFile[],
  paths: readonly string[],
): Place[] {
  const stems = new Set(paths.filter(isTest).map(stemOfTest));
  const brought = files.filter(({ path, status }) => status !== 'deleted' && isTest(path));
  const broughtStems = new Set(brought.map(({ path }) => stemOfTest(path)));
  const broughtFolders = new Set(brought.map(({ path }) => `${familyOf(path)}:${folderOf(path)}`));
  const speaks = wordsByFamily(brought);
  const isTested = ({ path }: SourceFile): boolean =>
    stems.has(stemOfTest(path)) ||
    broughtStems.has(stemOfTest(path)) ||
    (path.endsWith('.go') && broughtFolders.has(`${familyOf(path)}:${folderOf(path)}`)) ||
    speaks(familyOf(path), subjectOf(path));
  return sources
    .filter((source) => needsTest(source) && !isTested(source))
    .map(({ path, touched }) => ({
      path,
      line: touched?.[0]?.startLine ?? null,
      what: 'no test is named like this file, and the change brings none that speaks of it',
    }));
}

function needsTest({ path, touched, added }: SourceFile): boolean {
  return !NOT_TESTED.test(path) && (touched === null ? added.size > 0 : touched.length > 0);
}

function isTest(path: string): boolean {
  return isTestPath(path) && !isFixturePath(path);
}

/** `index.ts` and its like are told by their folder. */
function stemOfTest(path: string): string {
  const subject = subjectOf(path);
  return stemOf(path).endsWith(`:${subject}`) ? stemOf(path) : `${familyOf(path)}:${subject}`;
}

/** Whether a test of the family speaks of a subject, as in an import; one whose text is not known may speak of all. */
function wordsByFamily(tests: readonly QualityFile[]): (family: string, subject: string) => boolean {
  const byFamily = new Map<string, Set<string> | null>();
  for (const { path, text } of tests) {
    const family = familyOf(path);
    const words = byFamily.get(family) ?? new Set();
    if (text === null || byFamily.get(family) === null) byFamily.set(family, null);
    else {
      for (const [word] of text.matchAll(WORD)) words.add(word);
      byFamily.set(family, words);
    }
  }
  return (family, subject) => {
    const words = byFamily.get(family);
    if (words === undefined || subject.length < SHORTEST_NAME) return false;
    return words === null || [...subject.matchAll(WORD)].every(([word]) => words.has(word));
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
