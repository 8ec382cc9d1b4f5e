import { isFixturePath, isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
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
 * its functions, and one that could not be measured if it adds a line. Throws what reading the tests throws.
 */
export async function missingTests(
  sources: readonly SourceFile[],
  files: readonly QualityFile[],
  paths: readonly string[],
): Promise<Place[]> {
  const stems = new Set(paths.filter(isTest).map(stemOfTest));
  const brought = files.filter(({ path, status }) => status !== 'deleted' && isTest(path));
  const broughtStems = new Set(brought.map(({ path }) => stemOfTest(path)));
  const broughtFolders = new Set(brought.map(({ path }) => `${familyOf(path)}:${folderOf(path)}`));
  const isNamed = ({ path }: SourceFile): boolean =>
    stems.has(stemOfTest(path)) ||
    broughtStems.has(stemOfTest(path)) ||
    (path.endsWith('.go') && broughtFolders.has(`${familyOf(path)}:${folderOf(path)}`));
  const unnamed = sources.filter((source) => needsTest(source) && !isNamed(source));
  const spoken = await spokenOf(unnamed, brought);
  return unnamed
    .filter(({ path }) => !spoken(path))
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

/**
 * Whether a test of its family speaks of a file, as in an import; one whose text is not known may speak of all. Of the
 * tests, which are read one after the other, only the words are kept that are asked for.
 */
async function spokenOf(
  sources: readonly SourceFile[],
  tests: readonly QualityFile[],
): Promise<(path: string) => boolean> {
  const byFamily = new Map<string, { asked: Set<string>; found: Set<string>; isUnknown: boolean }>();
  for (const { path } of sources) {
    const family = familyOf(path);
    const words = byFamily.get(family) ?? { asked: new Set(), found: new Set(), isUnknown: false };
    for (const [word] of subjectOf(path).matchAll(WORD)) words.asked.add(word);
    byFamily.set(family, words);
  }
  const pause = createPauses();
  for (const test of tests) {
    const words = byFamily.get(familyOf(test.path));
    if (words === undefined) continue;
    await pause();
    const text = await test.read();
    if (text === null) words.isUnknown = true;
    else for (const [word] of text.matchAll(WORD)) if (words.asked.has(word)) words.found.add(word);
  }
  return (path) => {
    const subject = subjectOf(path);
    const words = byFamily.get(familyOf(path));
    if (words === undefined || subject.length < SHORTEST_NAME) return false;
    return words.isUnknown || [...subject.matchAll(WORD)].every(([word]) => words.found.has(word));
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
