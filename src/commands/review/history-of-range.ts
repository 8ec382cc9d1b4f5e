import { blameLines } from '../../checkout/blame-lines.js';
import { countAuthorship, countCoChanges } from '../../checkout/count-past.js';
import { isFix } from '../../checkout/is-fix.js';
import { GitError } from '../../checkout/git.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import { readPast, type Past, type PastUnit } from '../../checkout/read-past.js';
import type { ReviewRange } from '../../checkout/resolve-range.js';
import { baseLines } from '../../graph/ask/base-lines.js';
import { bugProne } from '../../graph/formulas/bug-prone.js';
import { factorsOfFiles, outstandingFactors } from '../../graph/formulas/change-factors.js';
import { CO_CHANGE, couplingsOf } from '../../graph/formulas/co-change.js';
import { DAY_MS, expertsOfChange } from '../../graph/formulas/experts-of-change.js';
import { factorText } from '../../graph/formulas/factor-text.js';
import { proposeReviewers } from '../../graph/formulas/propose-reviewers.js';
import type { Change, ChangeHistory, PastChange } from '../../review/types.js';

const BLAME_MS = 3000;
const MOST_BLAMED_FILES = 20;
const MOST_BLAMED_LINES = 200;
const SHOWN = { experts: 2, related: 3, partners: 10, undone: 5, fixes: 3 };

/**
 * What the git history of a clone tells of a range, without any database: couplings, people, fixes, undone lines by blame at
 * the merge base. A merge or a squashed commit of the main line is what a pull request is elsewhere. What git cannot tell in
 * time is a named absence. Callers are not known here.
 */
export async function historyOfRange(
  checkout: Checkout,
  { mergeBase }: Pick<ReviewRange, 'mergeBase'>,
  change: Change,
  now: Date,
): Promise<ChangeHistory> {
  const files = change.files.filter(({ status }) => status !== 'added' && status !== 'copied');
  const past = await unlessUnreadable(readPast(checkout, mergeBase));
  if (past === null) return { ...NOTHING, absent: 'git: the history cannot be read' };
  const { undone, isWhole } = await undoneFixes(checkout, mergeBase, files, past);
  const absent = !isWhole
    ? 'git: not every removed line was blamed in time'
    : past.isWhole
      ? null
      : `git: only the newest ${past.units.length} changes were read in time`;
  return { ...judged(past, files, change, now), undone, absent };
}

const NOTHING: ChangeHistory = {
  source: 'git',
  absent: null,
  sha: null,
  experts: [],
  related: [],
  partners: [],
  undone: [],
  files: [],
  called: [],
  factors: [],
  reviewers: { named: null, backup: null, gap: null },
};

async function unlessUnreadable<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

function judged({ units }: Past, files: Change['files'], change: Change, now: Date): ChangeHistory {
  const before = ({ path, oldPath }: Change['files'][number]) => oldPath ?? path;
  const paths = files.map(before);
  const names = new Map(files.map((file) => [before(file), file.path]));
  const nameOf = (path: string) => names.get(path) ?? path;
  const since = new Date(now.getTime() - CO_CHANGE.days * DAY_MS);
  const { mostFiles, leastShared } = CO_CHANGE;
  const counted = countCoChanges(units, { paths, since, mostFiles, leastShared });
  const lastOf = new Map(counted.map((one) => [`${one.path}\0${one.other}`, one.last]));
  const changed = new Set([...paths, ...change.files.map(({ path }) => path)]);
  const seen = new Set<string>();
  const partners = couplingsOf(counted.map((one) => ({ ...one, lastNumber: 0 }))).filter(
    ({ other }) => !changed.has(other) && !seen.has(other) && seen.add(other),
  );
  // By e-mail; whoever has several is one person under one name.
  const nameByEmail = new Map(units.toReversed().map(({ email, name }) => [email, name]));
  const personOf = (unit: Pick<PastUnit, 'name'> & { email?: string }) =>
    nameByEmail.get(unit.email ?? '') ?? unit.name;
  const authorship = countAuthorship(units, { paths, now, personOf });
  const lines = new Map(files.map((file) => [before(file), file.additions + file.deletions]));
  const experts = expertsOfChange(authorship, lines, now);
  const proposal = proposeReviewers({
    author: change.author,
    owners: new Map(),
    experts,
    authorship,
    reviewing: [],
    now,
  });
  const shown = (one: typeof proposal.named) => (one === null ? null : { name: one.login, reason: one.reason });
  return {
    ...NOTHING,
    experts: experts
      .filter(({ isAuthor, isBot }) => isAuthor && !isBot)
      .slice(0, SHOWN.experts)
      .map(({ login, share, isInactive }) => ({ name: login, share: Math.min(1, share), isInactive })),
    related: relatedUnits(units, new Set(paths)).map(({ unit, files: touched }) => ({
      ...pastOf(unit),
      files: touched.map(nameOf),
    })),
    partners: partners.slice(0, SHOWN.partners).map(({ path, other, shared, revisions, isSaid }) => {
      const last = lastOf.get(`${path}\0${other}`);
      return {
        path: other,
        with: nameOf(path),
        shared,
        revisions,
        last: last === undefined ? null : { number: last.number, sha: last.sha, title: '' },
        isSaid,
      };
    }),
    files: paths.flatMap((path) => {
      const own = units.filter((unit) => unit.files.some((file) => file.path === path));
      const fixes = own.filter(({ isFix }) => isFix);
      const recent = own.filter(({ at }) => at >= since).length;
      const prone = bugProne(
        fixes.map(({ at }) => at),
        since,
        now,
      );
      if (own.length === 0) return [];
      return [
        {
          path: nameOf(path),
          changes: recent,
          hotspot: null,
          fixes: fixes.slice(0, SHOWN.fixes).map(pastOf),
          bugProne: prone,
        },
      ];
    }),
    factors: standingOut(change, units),
    reviewers: { named: shown(proposal.named), backup: shown(proposal.backup), gap: proposal.gap },
  };
}

function pastOf({ number, sha, title }: Pick<PastUnit, 'number' | 'sha' | 'title'>): PastChange {
  return { number, sha, title };
}

/** Each shared file counts more the fewer changes touch it. */
function relatedUnits(units: readonly PastUnit[], paths: ReadonlySet<string>): { unit: PastUnit; files: string[] }[] {
  const counts = new Map<string, number>();
  for (const { path } of units.flatMap(({ files }) => files)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return units
    .filter(({ files }) => files.length <= CO_CHANGE.mostFiles)
    .map((unit) => {
      const files = [...new Set(unit.files.map(({ path }) => path))].filter((path) => paths.has(path));
      const weight = files.reduce((sum, path) => sum + 1 / Math.log2(1 + (counts.get(path) ?? 1)), 0);
      return { unit, files, weight };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || b.unit.at.getTime() - a.unit.at.getTime())
    .slice(0, SHOWN.related);
}

/** By its files alone: how many lines the others changed is not read. */
function standingOut({ files }: Change, units: readonly PastUnit[]): string[] {
  const { NF, ND, NS } = factorsOfFiles(files);
  const others = units.map((unit) => {
    const { NF, ND, NS } = factorsOfFiles(unit.files.map(({ path }) => ({ path, additions: 0, deletions: 0 })));
    return { NF, ND, NS };
  });
  return outstandingFactors({ NF, ND, NS }, others).map(factorText);
}

/** Removed lines whose commit says of itself that it fixes something. */
async function undoneFixes(
  checkout: Checkout,
  mergeBase: string,
  files: Change['files'],
  { units }: Past,
): Promise<{ isWhole: boolean; undone: ChangeHistory['undone'] }> {
  const bySha = new Map(units.map((unit) => [unit.sha, unit]));
  const until = Date.now() + BLAME_MS;
  const found: ChangeHistory['undone'] = [];
  let isWhole = true;
  const asked = files.filter(({ binary }) => !binary).slice(0, MOST_BLAMED_FILES);
  for (const { path, oldPath, hunks } of asked) {
    const removed = baseLines(hunks).removed.slice(0, MOST_BLAMED_LINES);
    if (removed.length === 0) continue;
    const name = oldPath ?? path;
    const blamed = await unlessUnreadable(
      blameLines(checkout, mergeBase, name, removed, Math.max(1, until - Date.now())),
    );
    if (blamed === null) {
      isWhole = false;
      break;
    }
    for (const sha of new Set(blamed.map((one) => one.sha))) {
      const unit = bySha.get(sha);
      // One of several commits of a merged branch.
      const title = unit?.title ?? blamed.find((one) => one.sha === sha)?.summary ?? '';
      const [issue] = unit?.closes ?? [];
      if (!isFix(title)) continue;
      found.push({
        path: name,
        lines: blamed.filter((one) => one.sha === sha).map(({ line }) => line),
        by: { number: unit?.number ?? null, sha, title },
        issue: issue === undefined ? null : { number: issue, title: '' },
      });
    }
  }
  return { isWhole, undone: found.toSorted((a, b) => b.lines.length - a.lines.length).slice(0, SHOWN.undone) };
}
