import { EDGE_TIERS, type EdgeTier } from '../../../src/graph/types.js';
import type { Said, Target } from './sites.js';

/** What the oracle says of a place where something is called. */
export interface Site {
  path: string;
  /** 1-based, where the name of what is called begins, with everything before its dots. */
  line: number;
  name: string;
  /** Definitions within the repository; empty: it is somewhere else. Null: the oracle does not know. */
  targets: readonly Target[] | null;
  /** How it should be found; null: it is not asked for (`any`, a parameter). */
  way: 'same file' | 'import' | 'member' | null;
}

/** Prints precision of each tier and recall of each way, with n. `verbose`: the places where we differ. */
export function judge(title: string, sites: readonly Site[], said: readonly Said[], verbose: boolean): void {
  const atLine = new Map<string, Site[]>();
  for (const site of sites) {
    const key = `${site.path}:${site.line}`;
    atLine.set(key, [...(atLine.get(key) ?? []), site]);
  }
  const tiers = new Map<EdgeTier, { right: number; wrong: number; unknown: number }>();
  const found = new Set<string>();
  for (const one of said) {
    const count = tiers.get(one.tier) ?? { right: 0, wrong: 0, unknown: 0 };
    tiers.set(one.tier, count);
    const here = atLine.get(`${one.path}:${one.line}`) ?? [];
    const fits = here.filter(({ targets }) => targets?.some((target) => isSame(one, target)));
    for (const site of fits) found.add(keyOf(site));
    if (fits.length > 0) count.right += 1;
    else if (!here.some((site) => site.targets !== null && mayBe(site, one))) count.unknown += 1;
    else {
      count.wrong += 1;
      if (verbose) {
        const meant = here.filter((site) => mayBe(site, one)).flatMap(({ targets }) => targets ?? []);
        console.log(
          `wrong (${one.tier}) ${one.path}:${one.line} → ${one.target.path}#${one.target.name}:${one.target.startLine}; oracle: ${meant.map((target) => `${target.path}:${target.line}`).join(' ') || 'elsewhere'}`,
        );
      }
    }
  }
  for (const tier of EDGE_TIERS) {
    const count = tiers.get(tier);
    if (!count) continue;
    const judged = count.right + count.wrong;
    console.log(
      `${title} precision ${tier}: ${ratio(count.right, judged)} (n = ${judged}; ${count.unknown} the oracle does not know)`,
    );
  }
  const asked = new Map<string, Site>();
  for (const site of sites) if (site.way !== null && site.targets?.length) asked.set(keyOf(site), site);
  for (const way of ['same file', 'import', 'member'] as const) {
    const all = [...asked].filter(([, site]) => site.way === way);
    const hit = all.filter(([key]) => found.has(key));
    if (all.length > 0) console.log(`${title} recall ${way}: ${ratio(hit.length, all.length)} (n = ${all.length})`);
    if (!verbose) continue;
    for (const [key, site] of all) {
      if (found.has(key)) continue;
      console.log(
        `missing (${way}) ${site.path}:${site.line} ${site.name} → ${site.targets?.[0]?.path}:${site.targets?.[0]?.line}`,
      );
    }
  }
  const all = [...asked.keys()];
  const right = [...tiers.values()].reduce((sum, one) => sum + one.right, 0);
  const judged = [...tiers.values()].reduce((sum, one) => sum + one.right + one.wrong, 0);
  console.log(
    `${title} all: precision ${ratio(right, judged)} (n = ${judged}) recall ${ratio(all.filter((key) => found.has(key)).length, all.length)} (n = ${all.length})`,
  );
}

function keyOf({ path, line, name, targets }: Site): string {
  const [first] = targets ?? [];
  return `${path}:${line}:${name}:${first ? `${first.path}:${first.line}` : ''}`;
}

/** Whether a place may be the one that `said` is about: an alias has another name, `default` has none. */
function mayBe(site: Site, said: Said): boolean {
  return site.name === said.target.name || said.target.name === 'default' || site.targets?.length === 0;
}

function isSame({ target }: Said, { path, name, line }: Target): boolean {
  return (
    path === target.path &&
    line >= target.startLine &&
    line <= target.endLine &&
    (name === target.name || target.name === 'default')
  );
}

function ratio(part: number, of: number): string {
  return of === 0 ? 'none' : (part / of).toFixed(3);
}
