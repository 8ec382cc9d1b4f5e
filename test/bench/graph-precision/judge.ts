import { EDGE_TIERS, LEAST_CONFIDENCE, TIER_CONFIDENCE, type EdgeTier } from '../../../src/graph/types.js';
import type { Said, Target } from './sites.js';

/** How a call can be written. */
const WAYS = ['same file', 'same package', 'import', 'member'] as const;

/** What the oracle says of a place where something is called. */
export interface Site {
  path: string;
  /** 1-based, where the name of what is called begins, with everything before its dots. */
  line: number;
  name: string;
  /** Definitions within the repository; empty: it is somewhere else. Null: the oracle does not know. */
  targets: readonly Target[] | null;
  /** How it should be found; null: it is not asked for (`any`, a parameter). */
  way: (typeof WAYS)[number] | null;
}

export interface Verdict {
  right: number;
  wrong: number;
}

/**
 * Prints precision of each tier and recall of each way, with n. `verbose`: the places where we differ, and those that
 * the oracle does not know. Gives what it says of the tiers that comments may rest on.
 */
export function judge(title: string, sites: readonly Site[], said: readonly Said[], verbose: boolean): Verdict {
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
    else if (meantBy(one, here).length === 0) {
      count.unknown += 1;
      if (verbose) console.log(`unknown (${one.tier}) ${placesOf(one)}`);
    } else {
      count.wrong += 1;
      if (verbose) {
        const meant = meantBy(one, here).flatMap(({ targets }) => targets ?? []);
        const told = meant.map((target) => `${target.path}:${target.line}`).join(' ') || 'elsewhere';
        console.log(`wrong (${one.tier}) ${placesOf(one)}; oracle: ${told}`);
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
  for (const way of WAYS) {
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
  const sure = sumOf(tiers, (tier) => TIER_CONFIDENCE[tier] >= LEAST_CONFIDENCE.comment);
  const { right, wrong } = sumOf(tiers, () => true);
  console.log(
    `${title} all: precision ${ratio(right, right + wrong)} (n = ${right + wrong}) recall ${ratio(all.filter((key) => found.has(key)).length, all.length)} (n = ${all.length})`,
  );
  return sure;
}

function sumOf(tiers: ReadonlyMap<EdgeTier, Verdict>, isWanted: (tier: EdgeTier) => boolean): Verdict {
  const sum = { right: 0, wrong: 0 };
  for (const [tier, { right, wrong }] of tiers) {
    if (!isWanted(tier)) continue;
    sum.right += right;
    sum.wrong += wrong;
  }
  return sum;
}

function placesOf({ path, line, target }: Said): string {
  return `${path}:${line} → ${target.path}#${target.name}:${target.startLine}`;
}

function keyOf({ path, line, name, targets }: Site): string {
  const [first] = targets ?? [];
  return `${path}:${line}:${name}:${first ? `${first.path}:${first.line}` : ''}`;
}

/**
 * The known places of a line that `said` may be about. Of the name, if there are any: an alias has another one,
 * `default` has none. Else what leads elsewhere, unless the line has a place that the oracle does not know: it may be
 * that one.
 */
function meantBy(said: Said, here: readonly Site[]): Site[] {
  const known = here.filter(({ targets }) => targets !== null);
  const named = known.filter(({ name }) => name === said.target.name || said.target.name === 'default');
  if (named.length > 0 || known.length < here.length) return named;
  return known.filter(({ targets }) => targets?.length === 0);
}

function isSame({ target }: Said, { path, name, line }: Target): boolean {
  return (
    path === target.path &&
    line >= target.startLine &&
    line <= target.endLine &&
    (name === target.name || target.name === 'default')
  );
}

export function ratio(part: number, of: number): string {
  return of === 0 ? 'none' : (part / of).toFixed(3);
}
