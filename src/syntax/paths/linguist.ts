import type { MatchBudget } from './compile-glob.js';
import { compilePattern, type PathPattern } from './path-patterns.js';

/** Lines of one file that are read; GitHub has no limit, and nobody has a thousand. */
const MOST_LINES = 1000;
const ATTRIBUTES = { 'linguist-generated': 'generated', 'linguist-vendored': 'vendored' } as const;

type Attribute = keyof typeof ATTRIBUTES;

interface Rule {
  folder: string;
  pattern: PathPattern;
  says: ReadonlyMap<Attribute, boolean>;
}

/**
 * What `.gitattributes` say of who wrote a file (https://docs.github.com/repositories/working-with-files/managing-files/customizing-how-changed-files-appear-on-github):
 * `linguist-generated` or `linguist-vendored`, null where they say nothing. A file deeper in the tree wins, and in one
 * file the last line. Takes the files' paths and texts.
 */
export function linguistOf(
  files: readonly { path: string; text: string }[],
): (path: string, budget: MatchBudget) => 'generated' | 'vendored' | null {
  const depth = (path: string) => path.split('/').length;
  const rules = files
    .toSorted((a, b) => depth(a.path) - depth(b.path))
    .flatMap(({ path, text }) => rulesOf(path.slice(0, -'.gitattributes'.length), text))
    .toReversed();
  return (path, budget) => {
    for (const [attribute, kind] of Object.entries(ATTRIBUTES) as [Attribute, 'generated' | 'vendored'][]) {
      const rule = rules.find(
        ({ folder, pattern, says }) =>
          says.has(attribute) && path.startsWith(folder) && pattern.matches(path.slice(folder.length), budget) === true,
      );
      if (rule?.says.get(attribute)) return kind;
    }
    return null;
  };
}

function rulesOf(folder: string, text: string): Rule[] {
  return text.split(/\r?\n/, MOST_LINES).flatMap((line) => {
    const [, quoted, bare, rest = ''] = /^\s*(?:"((?:[^"\\]|\\.)+)"|([^\s#"]\S*))\s+(.*)$/.exec(line) ?? [];
    const says = new Map<Attribute, boolean>();
    for (const word of rest.split(/\s+/)) {
      const [, minus, name = '', value] = /^([-!]?)([a-z-]+)(?:=(\w+))?$/.exec(word) ?? [];
      if (name in ATTRIBUTES) says.set(name as Attribute, minus === '' && value !== 'false');
    }
    const pattern = says.size === 0 ? null : compilePattern(quoted ?? bare ?? '');
    return pattern === null || 'problem' in pattern || pattern.negated ? [] : [{ folder, pattern, says }];
  });
}
