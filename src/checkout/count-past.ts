import type { Authorship, CoChange } from '../graph/knowledge-graph.js';
import type { PastUnit } from './read-past.js';

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 180;
const BOT = /\[bot\]|^(?:dependabot|renovate|github-actions|greenkeeper|pre-commit-ci)\b/i;

/** A commit as it counts: as the graph counts a merged pull request. */
type Unit = Pick<PastUnit, 'sha' | 'number' | 'name' | 'at' | 'files'>;

/** `number` of a coupling's newest unit is its place in `units`. */
export interface CountedCoupling extends Omit<CoChange, 'lastNumber'> {
  last: Unit;
}

/**
 * How often other files changed together with each of `paths`, in units of at most `mostFiles`. Units are newest first.
 * Pure.
 */
export function countCoChanges(
  units: readonly Unit[],
  {
    paths,
    since,
    mostFiles,
    leastShared,
  }: { paths: readonly string[]; since: Date; mostFiles: number; leastShared: number },
): CountedCoupling[] {
  const wanted = new Set(paths);
  const revisions = new Map<string, number>();
  const gone = goneFiles(units);
  const shared = new Map<string, Map<string, { count: number; last: Unit }>>();
  for (const unit of units) {
    if (unit.at < since || unit.files.length > mostFiles) continue;
    const files = [...new Set(unit.files.map(({ path }) => path))];
    for (const path of files) revisions.set(path, (revisions.get(path) ?? 0) + 1);
    for (const path of files.filter((one) => wanted.has(one))) {
      const others = shared.get(path) ?? new Map<string, { count: number; last: Unit }>();
      shared.set(path, others);
      for (const other of files) {
        const known = others.get(other);
        if (other !== path) others.set(other, { count: (known?.count ?? 0) + 1, last: known?.last ?? unit });
      }
    }
  }
  const of = (path: string) => revisions.get(path) ?? 0;
  return [...shared].flatMap(([path, others]) =>
    [...others].flatMap(([other, { count, last }]) =>
      count < leastShared || gone.has(other)
        ? []
        : [{ path, other, shared: count, revisions: of(path), otherRevisions: of(other), last }],
    ),
  );
}

/** Files whose newest change removed them. */
function goneFiles(units: readonly Unit[]): Set<string> {
  const newest = new Map<string, boolean>();
  for (const { files } of units) {
    for (const { path, removed } of files) if (!newest.has(path)) newest.set(path, removed);
  }
  return new Set([...newest].flatMap(([path, removed]) => (removed ? [path] : [])));
}

/** Who changed each of `paths` how often; people are told apart by the names that `personOf` gives. Pure. */
export function countAuthorship(
  units: readonly Unit[],
  { paths, now, personOf }: { paths: readonly string[]; now: Date; personOf(unit: Unit): string },
): Authorship[] {
  const wanted = new Set(paths);
  const rows = new Map<string, Map<string, Authorship>>();
  for (const unit of units) {
    const login = personOf(unit);
    const age = Math.max(0, now.getTime() - unit.at.getTime()) / DAY_MS;
    for (const { path, added } of unit.files) {
      if (!wanted.has(path)) continue;
      const people = rows.get(path) ?? new Map<string, Authorship>();
      rows.set(path, people);
      const known = people.get(login);
      people.set(login, {
        path,
        developer: { login, githubId: null, isBot: BOT.test(login) },
        first: (known?.first ?? false) || added,
        deliveries: (known?.deliveries ?? 0) + 1,
        others: 0,
        recent: (known?.recent ?? 0) + 0.5 ** (age / HALF_LIFE_DAYS),
        lastAt: known !== undefined && known.lastAt > unit.at ? known.lastAt : unit.at,
      });
    }
  }
  return [...rows.values()].flatMap((people) => {
    const all = [...people.values()].reduce((sum, { deliveries }) => sum + deliveries, 0);
    return [...people.values()].map((row) => ({ ...row, others: all - row.deliveries }));
  });
}
