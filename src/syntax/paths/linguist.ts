import type { MatchBudget } from './compile-glob.js';
import { compilePattern, type PathPattern } from './path-patterns.js';

/** Rules of all files that are taken; GitHub has no limit, and nobody has that many. */
const MOST_RULES = 500;
const ATTRIBUTES = { 'linguist-generated': 'generated', 'linguist-vendored': 'vendored' } as const;

type Attribute = keyof typeof ATTRIBUTES;

interface Rule {
  folder: string;
  pattern: PathPattern;
  says: ReadonlyMap<Attribute, boolean>;
}

/**
 * What `.gitattributes` say of who wrote a file: `linguist-generated` or `linguist-vendored`, null where they say
 * nothing. A file deeper in the tree wins, and in one file the last line. Takes the files' paths and texts; rule:
 * https://docs.github.com/repositories/working-with-files/managing-files/customizing-how-changed-files-appear-on-github
 */
export function linguistOf(
  files: readonly { path: string; text: string }[],
): (path: string, budget: MatchBudget) => 'generated' | 'vendored' | null {
  const rules = rulesOf(files).toReversed();
  return (path, budget) => {
    for (const [attribute, kind] of Object.entries(ATTRIBUTES) as [Attribute, 'generated' | 'vendored'][]) {
      const rule = rules.find(
        ({ folder, pattern, says }) =>
          // A rule costs a step, also one that is about another folder.
          (budget.steps -= 1) > 0 &&
          says.has(attribute) &&
          path.startsWith(folder) &&
          pattern.matches(path.slice(folder.length), budget) === true,
      );
      if (rule?.says.get(attribute)) return kind;
    }
    return null;
  };
}

/** Those nearest to the root are taken where there are too many. */
function rulesOf(files: readonly { path: string; text: string }[]): Rule[] {
  const depth = (path: string) => path.split('/').length;
  const rules: Rule[] = [];
  for (const { path, text } of files.toSorted((a, b) => depth(a.path) - depth(b.path))) {
    for (const line of text.split(/\r?\n/)) {
      const rule = ruleOf(path.slice(0, -'.gitattributes'.length), line);
      if (rule !== null) rules.push(rule);
      if (rules.length === MOST_RULES) return rules;
    }
  }
  return rules;
}

function ruleOf(folder: string, line: string): Rule | null {
  const [, quoted, bare, rest = ''] = /^\s*(?:"((?:[^"\\]|\\.)+)"|([^\s#"]\S*))\s+(.*)$/.exec(line) ?? [];
  const says = new Map<Attribute, boolean>();
  for (const word of rest.split(/\s+/)) {
    const [, minus, name = '', value] = /^([-!]?)([a-z-]+)(?:=(\w+))?$/.exec(word) ?? [];
    if (name in ATTRIBUTES) says.set(name as Attribute, minus === '' && value !== 'false');
  }
  const pattern = says.size === 0 ? null : compilePattern(quoted ?? bare ?? '');
  return pattern === null || 'problem' in pattern || pattern.negated ? null : { folder, pattern, says };
}
