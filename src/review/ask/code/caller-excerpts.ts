import type { SearchHit } from '../../../snapshot/types.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { groupBy } from '../../group-by.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import type { FoundCode, SeenFile } from './found-code.js';
import { languageFamily } from './language-family.js';
import type { ChangedSymbol, LookedAt } from './look-at-change.js';
import { COMMON, isTelling } from './telling-names.js';

const MOST_CALLERS = 8;
const MOST_CALLERS_IN_ALL = 40;
const LONGEST_LINE = 300;
const MOST_LISTED = 8;

/**
 * Uses of what the change redefines or removes, each with its line; common names only counted; what is not shown is
 * counted in `notShown`.
 */
export async function callerExcerpts(
  seen: readonly SeenFile[],
  found: FoundCode,
  notShown: string[],
): Promise<Excerpt[]> {
  const pause = createPauses();
  const callers = new Map<string, Excerpt>();
  const names = new Set<string>();
  const common: string[] = [];
  const more: string[] = [];
  for (const { looked } of seen) {
    for (const symbol of looked.changedSymbols) {
      const { name } = symbol;
      if (names.has(name) || !isTelling(name)) continue;
      names.add(name);
      await pause();
      const total = found.counts.get(name) ?? 0;
      if (total > COMMON) {
        common.push(`${name} (${total})`);
        continue;
      }
      const uses = usesOf(symbol, looked, found);
      const room = Math.max(0, Math.min(MOST_CALLERS, MOST_CALLERS_IN_ALL - callers.size));
      for (const { path, line, text } of uses.slice(0, room))
        callers.set(`${path}:${line}`, { path, startLine: line, text: text.trimEnd().slice(0, LONGEST_LINE) });
      if (uses.length > room) more.push(`${name} (${uses.length - room})`);
    }
  }
  if (more.length > 0) notShown.push(`more callers of ${listed(more)}`);
  if (common.length > 0) notShown.push(`places with a common name: ${listed(common)}`);
  return [...callers.values()];
}

/** A few by name; how many others there are is said all the same. */
function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return [...names.slice(0, MOST_LISTED), ...(rest > 0 ? [`${rest} other symbols`] : [])].join(', ');
}

/**
 * Where a name of a changed file is used: what is local to a function only in its file, the rest importers first, tests
 * last.
 */
function usesOf({ name, reach }: ChangedSymbol, { path: home, language }: LookedAt, found: FoundCode): SearchHit[] {
  const { hits, files, looked, roleAt } = found;
  const family = languageFamily(language);
  const isNear = (path: string) => path === home || found.imports(path, home);
  const uses = (hits.get(name) ?? []).filter((hit) => {
    if (reach === 'function' && hit.path !== home) return false;
    if (languageFamily(hit.path) !== family || roleAt(hit, name) !== 'use') return false;
    const own = symbolsNamed(files.get(hit.path)?.outline.symbols ?? [], name);
    if (own.some((one) => hit.line >= one.startLine && hit.line <= one.signatureEndLine)) return false;
    // What is inside of the changed function itself is no caller of it.
    const changed = hit.path === home ? symbolsNamed(looked.get(home)?.changedSymbols ?? [], name) : [];
    return !changed.some((one) => hit.line >= one.startLine && hit.line <= one.endLine);
  });
  // Where others import it, who does not import it means something else by that name.
  const isImported = reach === 'module' && uses.some(({ path }) => path !== home && isNear(path));
  const rank = ({ path }: SearchHit) => Number(isTestPath(path)) * 2 + Number(!isNear(path));
  return uses.filter(({ path }) => !isImported || isNear(path)).toSorted((a, b) => rank(a) - rank(b));
}

const byName = new WeakMap<object, Map<string, unknown[]>>();

/** The symbols of that name out of a list that is asked for many names: it is gone through once. */
function symbolsNamed<T extends { name: string }>(symbols: readonly T[], name: string): readonly T[] {
  const known = (byName.get(symbols) ?? groupBy(symbols, (one) => one.name)) as Map<string, T[]>;
  byName.set(symbols, known);
  return known.get(name) ?? [];
}
