import { languageOf } from '../../../syntax/language-of.js';
import type { Claim } from '../../types.js';
import { addedLines, removedTexts } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import { isFixturePath, isTestPath } from '../../../syntax/paths/test-path.js';
import { familyOf, stemOf } from '../../../syntax/paths/test-stem.js';
import type { AnalyzedFile, AnalyzerInput } from '../types.js';
import { TEST_RULES } from './rules.js';

const CHAIN = /^\s*(?:it|test|describe|suite|context)((?:\.\w+)+)\(/;
const FOCUSED = /^\s*(?:fit|fdescribe)\(\s*['"`]/;
const SKIPPED =
  /^\s*(?:(?:it|test|describe|suite|context)\.skip\(\s*['"`]|(?:xit|xdescribe|xtest)\(\s*['"`]|@(?:pytest\.mark|unittest)\.skip\b|t\.Skip(?:f|Now)?\()/;
const FUNCTION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\s*(?:\*\s*)?\w+|^\s*export\s+const\s+\w+\s*=\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*(?::[^=]+)?=>|^\s*(?:async\s+)?def\s+(?!_)\w+\(|^func\s+(?:\([^)]*\)\s*)?[A-Z]\w*\(/;
/** Fewer added lines of code than this are hardly new behaviour. */
const LEAST_LINES = 8;

/**
 * What the change as a whole does to its tests: deleted tests, and new functions without any. At most one claim per
 * change says that tests are missing. Reads paths and added lines only.
 */
export function analyzeTests({ files }: AnalyzerInput): Claim[] {
  return [...removed(files), ...missing(files)];
}

/** Focused and switched-off tests of one file. One that was off before and only moved is nothing new. */
export function findSwitchedOff(file: AnalyzedFile): Claim[] {
  if (!isTestPath(file.path) || isFixturePath(file.path)) return [];
  const claims: Claim[] = [];
  const lines = file.content?.split('\n') ?? [];
  const gone = removedTexts([file]);
  for (const [line, text] of addedLines(file)) {
    const rule = isOnly(text)
      ? TEST_RULES.only
      : SKIPPED.test(text) && !isGuarded(lines[line - 2] ?? '') && !namesIssue(text)
        ? TEST_RULES.skipped
        : null;
    const moved = rule === TEST_RULES.skipped ? (gone.get(text.trim()) ?? 0) : 0;
    if (moved > 0) gone.set(text.trim(), moved - 1);
    else if (rule) claims.push(claimAt(rule, file.path, line, text, 'The added line of this test file says so.'));
  }
  return claims;
}

/** `test.only(`, `it.each.only(`, `fit('`. */
function isOnly(text: string): boolean {
  return (CHAIN.exec(text)?.[1]?.split('.').includes('only') ?? false) || FOCUSED.test(text);
}

/** `if testing.Short() { t.Skip() }` depends on where the tests run; that is no test switched off. */
function isGuarded(before: string): boolean {
  return /^\s*(?:\}\s*else\s+)?if\b/i.test(before) || (/^\s*(?:\/\/|#|\*|\/\*)/.test(before) && namesIssue(before));
}

/**
 * `#123`, `GH-123` or an address, `ABC-123:` in a title or `ABC-123` in a comment: somebody knows, and will come back
 * to it. `UTF-8` in a title is no issue.
 */
function namesIssue(text: string): boolean {
  return /#\s*issue|https?:\/\/|\bGH-\d+\b|(?:^|[\s(['"`])(?:#\d+\b|[A-Z][A-Z0-9]+-\d+[:\])])|(?:\/\/|#|\/?\*)\s.*\b[A-Z][A-Z0-9]+-\d+\b/.test(
    text,
  );
}

function removed(files: AnalyzedFile[]): Claim[] {
  const sources = new Map<string, AnalyzedFile>();
  // `cart.test.ts` in place of `cart.test.js`, or the same test elsewhere, is no test deleted.
  const kept = new Set(
    files.filter(({ path, status }) => status !== 'deleted' && isTestPath(path)).map(({ path }) => stemOf(path)),
  );
  for (const file of files) {
    if (file.status === 'deleted' || isTestPath(file.path) || sources.has(stemOf(file.path))) continue;
    sources.set(stemOf(file.path), file);
  }
  return files
    .filter(
      ({ path, status }) => status === 'deleted' && isTestPath(path) && !isFixturePath(path) && !kept.has(stemOf(path)),
    )
    .flatMap((test) => {
      const source = sources.get(stemOf(test.path));
      const first = source && firstAdded(source, () => true);
      if (!source || !first) return [];
      return [claimAt(TEST_RULES.removed, source.path, first.line, first.text, `The change deletes \`${test.path}\`.`)];
    });
}

function missing(files: AnalyzedFile[]): Claim[] {
  const tests = files[0]?.snapshotPaths.filter((path) => isTestPath(path) && !isFixturePath(path)) ?? [];
  if (tests.length === 0 || files.some((file) => isTestPath(file.path))) return [];
  const moved = removedTexts(files);
  const grown = files
    .map((file) => {
      const isNew = (text: string) => FUNCTION.test(text) && !moved.has(text.trim());
      return { file, first: isNewBehaviour(file, moved) ? firstAdded(file, isNew) : null };
    })
    .filter((candidate) => candidate.first !== null);
  const families = new Set(tests.map(familyOf));
  const byStem = new Map(tests.toReversed().map((path) => [stemOf(path), path]));
  const sameLanguage = grown.filter(({ file }) => families.has(familyOf(file.path)));
  const own = sameLanguage.find(({ file }) => byStem.has(stemOf(file.path)));
  const chosen = own ?? sameLanguage[0];
  if (!chosen?.first) return [];
  const rule = own ? TEST_RULES.stale : TEST_RULES.missing;
  const test = own && byStem.get(stemOf(own.file.path));
  const evidence = test
    ? `\`${test}\` exists at the head and is not among the changed files.`
    : `The head has ${tests.length} test files; none of the ${files.length} changed files is one.`;
  return [claimAt(rule, chosen.file.path, chosen.first.line, chosen.first.text, evidence)];
}

/** `moved`: what the change takes away elsewhere; a line that only moved is nothing new. */
function isNewBehaviour(file: AnalyzedFile, moved: ReadonlyMap<string, number>): boolean {
  if (
    file.status === 'deleted' ||
    !languageOf(file.path) ||
    /\.d\.ts$|(?:^|\/)(?:migrations?|scripts?|docs?|examples?)\//.test(file.path)
  )
    return false;
  const code = [...addedLines(file).values()].filter(
    (text) => /\S/.test(text) && !/^\s*(?:\/\/|#|\*|\/\*)/.test(text) && !moved.has(text.trim()),
  );
  return code.length >= LEAST_LINES;
}

function firstAdded(file: AnalyzedFile, accept: (text: string) => boolean): { line: number; text: string } | null {
  for (const [line, text] of addedLines(file)) {
    if (accept(text)) return { line, text };
  }
  return null;
}
