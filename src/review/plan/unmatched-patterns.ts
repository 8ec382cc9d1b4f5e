import { createPauses } from '../../turns/create-pauses.js';
import { editDistance } from '../../words/edit-distance.js';
import { nearest } from '../../words/nearest.js';
import type { ReviewSettings } from '../types.js';
import type { MatchBudget } from '../../syntax/paths/compile-glob.js';
import { compilePattern } from '../../syntax/paths/path-patterns.js';
import { cutText } from '../../words/cut-text.js';

/** What all comparing may cost: as much as that of the changed files. */
const MOST_STEPS = 4_000_000;
const MOST_NOTICES = 5;
/** Steps for each name that a mistyped one is compared with. */
const COMPARING = 100;
/** Steps for each path that a pattern is held against, and for each name that is looked at. */
const LOOKING = 10;
/** Paths between two looks at the clock. */
const PATHS_A_LOOK = 64;
const META = /[*?[\]{}()!+@|\\]/;
/** Written in advance in many repositories, and one letter from each other or from what is there. */
const USUAL =
  /^(?:\.?(?:dist|build|out|output|target|bin|obj|vendor|vendors|generated|gen|coverage|tmp|temp|cache|logs?|docs?|tests?|specs?|lib|libs|pkg|public|static|assets|examples?|fixtures|mocks|third_party|node_modules|snapshots?|migrations?|next|nuxt|venv|env|idea|vscode|github|husky))$/i;
/** The same kind of file under two names. */
const TWINS: Readonly<Record<string, string>> = {
  yml: 'yaml',
  yaml: 'yml',
  jpg: 'jpeg',
  jpeg: 'jpg',
  htm: 'html',
  html: 'htm',
  markdown: 'md',
};

/**
 * Patterns of `paths` in `.github/nectr.yml` that are about no file of the repository, and with one slip mended would
 * be: the lines for the summary. A pattern is named only then. What matches nothing yet is usual (`dist/`, `*.snap`),
 * and a line in every review would teach people not to read them.
 *
 * A slip is: other case; a name that is at most one letter off (two from eight letters on; a short one only with a
 * letter more, less or in another order), and no usual name of its own; a pattern that begins at the root and means
 * what lies deeper; `\` for `/`; a missing `*` in front of an ending, or a missing `/` in front of `**`; `/` behind a
 * file; the other name of a kind of file (`.yml`, `.yaml`); quotes or spaces around it; several in one text. `paths`
 * are those of the repository. In slices: a repository may have 100,000 files. Past the budget nothing more is named.
 */
export async function unmatchedPatterns(
  { include, ignore }: ReviewSettings['paths'],
  paths: readonly string[],
  steps = MOST_STEPS,
): Promise<string[]> {
  const search: Search = { paths, budget: { steps }, pause: createPauses() };
  const lines: string[] = [];
  let names: ReadonlyMap<string, string> | null = null;
  for (const [key, patterns] of Object.entries({ include, ignore })) {
    for (const text of patterns) {
      if (paths.length === 0 || lines.length >= MOST_NOTICES || (await isAboutAny(text, search)) !== false) continue;
      names ??= await namesIn(search);
      const meant = await firstAboutAny(corrections(text, names, search.budget), search);
      if (meant !== null)
        lines.push(
          `\`${shown(text)}\` of \`paths.${key}\` in \`.github/nectr.yml\` is about no file: did you mean \`${shown(meant)}\`?`,
        );
    }
  }
  return lines;
}

interface Search {
  paths: readonly string[];
  budget: MatchBudget;
  /** As of `createPauses`. */
  pause(): Promise<void> | null;
}

/** Null: the budget is spent. */
async function isAboutAny(text: string, { paths, budget, pause }: Search): Promise<boolean | null> {
  const pattern = compilePattern(text);
  if ('problem' in pattern) return null;
  for (const [index, path] of paths.entries()) {
    const wait = index % PATHS_A_LOOK === 0 ? pause() : null;
    if (wait) await wait;
    budget.steps -= LOOKING;
    if (budget.steps <= 0) return null;
    const found = pattern.matches(path, budget);
    if (found !== false) return found;
  }
  return false;
}

async function firstAboutAny(patterns: readonly string[], search: Search): Promise<string | null> {
  for (const one of patterns) if ((await isAboutAny(one, search)) === true) return one;
  return null;
}

/** The names of all folders and files, by their small letters. */
async function namesIn({ paths, pause }: Search): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const wait = index % PATHS_A_LOOK === 0 ? pause() : null;
    if (wait) await wait;
    for (const name of path.split('/')) names.set(name.toLowerCase(), name);
  }
  return names;
}

/** What somebody may have meant who wrote a pattern, the likeliest first. */
function corrections(text: string, names: ReadonlyMap<string, string>, budget: MatchBudget): string[] {
  const sign = text.startsWith('!') ? '!' : '';
  const body = text.slice(sign.length);
  const bare = body.replace(/^(?:\.?\/)+/, '');
  const made = [
    body.trim().replace(/^(["'])(.*)\1$/, '$2'),
    body.replaceAll('\\', '/'),
    spelled(body, names, budget),
    body.replace(/\/+$/, ''),
    body.replace(/([^/*])\*\*/, '$1/**'),
    /^\.(?!env\b)[\w.]+$/.test(body) ? `*${body}` : body,
    body.replace(/\.(\w+)$/, (ending, name: string) => (Object.hasOwn(TWINS, name) ? `.${TWINS[name]}` : ending)),
    /^[^{},]+,[^{}]+$/.test(body) ? `{${body.split(',').map(withoutSlash).join(',')}}` : body,
    body.toLowerCase(),
    bare.startsWith('**/') ? body : `**/${bare}`,
  ];
  return [...new Set(made)].filter((one) => one !== body && one !== '').map((one) => `${sign}${one}`);
}

function withoutSlash(text: string): string {
  return text.trim().replace(/\/+$/, '');
}

/** With each written-out name that no file has replaced by the nearest one that is there. */
function spelled(body: string, names: ReadonlyMap<string, string>, budget: MatchBudget): string {
  return body
    .split('/')
    .map((name) => (name === '' || META.test(name) ? name : (nearestName(name, names, budget) ?? name)))
    .join('/');
}

function nearestName(name: string, names: ReadonlyMap<string, string>, budget: MatchBudget): string | null {
  const small = name.toLowerCase();
  const same = names.get(small) ?? names.get(`${small}s`) ?? names.get(small.replace(/s$/, ''));
  if (same !== undefined) return same;
  budget.steps -= names.size * LOOKING;
  if (USUAL.test(name) || budget.steps <= 0) return null;
  const most = name.length >= 8 ? 2 : 1;
  const near = [...names.keys()].filter((one) => Math.abs(one.length - small.length) <= most && isSlip(small, one));
  budget.steps -= near.length * COMPARING;
  const found = budget.steps > 0 ? nearest(small, near) : null;
  return found !== null && editDistance(small, found) <= most ? (names.get(found) ?? null) : null;
}

/** Of a short word every letter counts: `lint` is no `list`. Letters in another order are a slip in any. */
function isSlip(name: string, other: string): boolean {
  if (name.length >= 6) return true;
  if (name.length !== other.length) return name.length >= 4;
  return name.length >= 3 && lettersOf(name) === lettersOf(other);
}

function lettersOf(name: string): string {
  return Array.from(name).toSorted().join('');
}

function shown(text: string): string {
  return cutText(text.replaceAll(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' '), 80);
}
