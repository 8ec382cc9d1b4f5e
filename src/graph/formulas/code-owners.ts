/**
 * GitHub reads no larger file:
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
const MOST_BYTES = 3 * 1024 * 1024;
const MOST_RULES = 5000;
/** No path that is asked about is longer. */
const LONGEST_PATTERN = 1000;
const OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;
/** Where GitHub looks, the first that is there. */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

export interface OwnerRule {
  pattern: string;
  /** `@login`, `@organisation/team`, or an address; empty: nobody owns it. */
  owners: readonly string[];
}

/**
 * The rules of a CODEOWNERS file as GitHub reads them: none of a file that is too large. A line it calls invalid is
 * skipped: a pattern with `!` before it, with `[ ]`, or that begins with `\#`, and an owner that is none. Of too many
 * rules the last ones are taken, which win. Pure.
 */
export function parseCodeOwners(text: string): OwnerRule[] {
  if (Buffer.byteLength(text) > MOST_BYTES) return [];
  return text
    .split(/\r?\n/)
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .slice(-MOST_RULES)
    .flatMap((line): OwnerRule[] => {
      const [pattern = '', ...rest] = line.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
      if (pattern === '' || pattern.length > LONGEST_PATTERN) return [];
      if (/^!|^\\#|[[\]]/.test(pattern)) return [];
      const comment = rest.findIndex((word) => word.startsWith('#'));
      const owners = comment === -1 ? rest : rest.slice(0, comment);
      return owners.every((owner) => OWNER.test(owner)) ? [{ pattern: pattern.replaceAll('\\ ', ' '), owners }] : [];
    });
}

/**
 * The owners of a path: those of the last rule that matches, which may name nobody. Null: no rule matches. A rule of a
 * kilobyte may take milliseconds: `assertInTime` is called before each of them, and may throw.
 */
export function codeOwnersOf(
  rules: readonly OwnerRule[],
  path: string,
  assertInTime: () => void = () => undefined,
): OwnerRule | null {
  const rule = rules.findLast(({ pattern }) => {
    assertInTime();
    return matches(pattern, path);
  });
  return rule ?? null;
}

/** As in a gitignore file; but `docs/*` is the files of that folder alone. */
function matches(pattern: string, path: string): boolean {
  const isFolder = pattern.endsWith('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = pattern.startsWith('/') || body.includes('/');
  const wanted = [...(isAnchored ? [] : ['**']), ...body.split('/')];
  const open = isFolder || (wanted.at(-1) !== '*' && wanted.at(-1) !== '**') || !isAnchored;
  return matchParts(wanted, path.split('/'), { open, isFolder });
}

/** Whether the parts of a pattern match those of a path; `open`: anything may lie below, `isFolder`: something must. */
function matchParts(
  wanted: readonly string[],
  parts: readonly string[],
  { open, isFolder }: { open: boolean; isFolder: boolean },
): boolean {
  // Which numbers of parts the pattern so far can have taken: no backtracking, whatever the pattern.
  let taken = new Set([0]);
  for (const part of wanted) {
    const next = new Set<number>();
    if (part === '**') for (let to = Math.min(...taken); to <= parts.length; to++) next.add(to);
    else for (const at of taken) if (at < parts.length && matchPart(part, parts[at] ?? '')) next.add(at + 1);
    taken = next;
  }
  return [...taken].some((at) => (at === parts.length ? !isFolder : open && at > 0));
}

/** `*` and `?` within one part; each star gives back one character at a time. */
function matchPart(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let star: { at: number; from: number } | null = null;
  while (from < text.length) {
    if (pattern[at] === '*') star = { at: at++, from };
    else if (pattern[at] === '?' || (at < pattern.length && pattern[at] === text[from]))
      [at, from] = [at + 1, from + 1];
    else if (star !== null) [at, from] = [star.at + 1, ++star.from];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
