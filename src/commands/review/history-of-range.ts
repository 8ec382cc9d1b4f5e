import { blameLines } from '../../checkout/blame-lines.js';
import { countAuthorship, countCoChanges } from '../../checkout/count-past.js';
import { isFix } from '../../words/is-fix.js';
import { GitError } from '../../checkout/git.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import { UNKNOWN_AUTHOR } from '../../checkout/read-change.js';
import { readLineCounts, type LineCounts } from '../../checkout/read-line-counts.js';
import { readPast, type Past, type PastUnit } from '../../checkout/read-past.js';
import type { ReviewRange } from '../../checkout/resolve-range.js';
import { addedTexts, baseLines } from '../../graph/ask/base-lines.js';
import { comparedChange } from '../../graph/ask/compared-change.js';
import { noHistory } from '../../graph/ask/no-history.js';
import { pathsOfChange, type ChangedPaths } from '../../graph/ask/paths-of-change.js';
import { shownExperts, shownPartners, shownReviewers } from '../../graph/ask/shown-history.js';
import { bugProne } from '../../graph/formulas/bug-prone.js';
import { CO_CHANGE, countedSince, couplingsOf } from '../../graph/formulas/co-change.js';
import { expertsOfChange } from '../../graph/formulas/experts-of-change.js';
import { factorText } from '../../graph/formulas/factor-text.js';
import { knowledgeGap } from '../../graph/formulas/knowledge-gap.js';
import { outstandingFactors } from '../../graph/formulas/outstanding-factors.js';
import { proposeReviewers } from '../../graph/formulas/propose-reviewers.js';
import type { ChangeHistory, FileRecord, PastChange } from '../../review/history/types.js';
import type { Change } from '../../review/types.js';
import { countOf } from '../../words/count-of.js';

/** For the log, and for blame. */
const DEADLINE_MS = 3000;
const MOST_BLAMED_FILES = 20;
const MOST_BLAMED_LINES = 200;
/** Changes before it that a change is compared with. */
const MOST_OTHERS = 200;
const SHOWN = { related: 3, undone: 5, fixes: 3 };

/**
 * What the git history of a clone tells of a range, without any database: couplings, people, fixes, undone lines by
 * blame at the merge base. A merge or a squashed commit of the main line is what a pull request is elsewhere. What git
 * cannot tell, or not in time (`deadlineMs`, once for the log and once for blame), is a named absence; changed lines of
 * earlier changes that it does not tell are compared with nothing. Callers are not known here.
 */
export async function historyOfRange(
  checkout: Checkout,
  { kind, mergeBase }: Pick<ReviewRange, 'kind' | 'mergeBase'>,
  change: Change,
  now: Date,
  deadlineMs = DEADLINE_MS,
): Promise<ChangeHistory> {
  if (kind === 'all') return noHistory('git', 'git: there is nothing before a whole tree');
  const asked = pathsOfChange(change.files);
  const until = Date.now() + deadlineMs;
  const past = await unlessUnreadable(readPast(checkout, mergeBase, { deadlineMs }));
  if (past === null) return noHistory('git', 'git: the history cannot be read');
  const others = othersOf(past, now);
  const counts = await unlessUnreadable(
    readLineCounts(checkout, others, { deadlineMs: Math.max(1, until - Date.now()) }),
  );
  const { undone, unblamed } = await undoneFixes(checkout, mergeBase, asked, change, past, Date.now() + deadlineMs);
  const { partners, isCut } = partnersOf(past, asked, now);
  const absent = [
    past.isWhole ? '' : `git: the history is known for the newest ${countOf(past.units.length, 'change')} only`,
    unblamed === 0 ? '' : `git: not all removed lines of ${countOf(unblamed, 'file')} were blamed`,
  ].filter(Boolean);
  const cut = [
    ...(isCut ? (['partners'] as const) : []),
    ...(unblamed > 0 || undone.length > SHOWN.undone ? (['undone'] as const) : []),
  ];
  return {
    ...noHistory('git', absent.join('; ') || null),
    ...peopleOf(past, asked, change.author, now),
    related: relatedUnits(past.units, asked),
    partners,
    undone: undone.slice(0, SHOWN.undone),
    ...(cut.length > 0 && { cut }),
    files: asked.paths.flatMap((path) => recordOf(past.units, path, asked.nameOf(path), now)),
    factors: standingOut(change, past.units, others, counts ?? new Map(), now),
  };
}

async function unlessUnreadable<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

function partnersOf({ units }: Past, asked: ChangedPaths, now: Date) {
  const { mostFiles, leastShared } = CO_CHANGE;
  const counted = countCoChanges(units, { paths: asked.paths, since: countedSince(now), mostFiles, leastShared });
  const lastOf = new Map(counted.map((one) => [`${one.path}\0${one.other}`, one.last]));
  return shownPartners(couplingsOf(counted.map((one) => ({ ...one, lastNumber: 0 }))), asked, ({ path, other }) => {
    const last = lastOf.get(`${path}\0${other}`);
    return last === undefined ? null : { number: last.number, sha: last.sha, title: '' };
  });
}

function peopleOf(
  { units }: Past,
  { paths, changedLines }: ChangedPaths,
  author: string,
  now: Date,
): Pick<ChangeHistory, 'experts' | 'reviewers'> {
  const personOf = peopleByEmail(units);
  const authorship = countAuthorship(units, { paths, now, personOf });
  // Units are newest first.
  const lastSeen = new Map(units.toReversed().map((unit) => [personOf(unit), unit.at]));
  const experts = expertsOfChange(authorship, changedLines, now, lastSeen);
  const none = { owners: new Map<string, string>(), callers: [], reviewing: [] };
  const proposal = proposeReviewers({ author, experts, ...none, lastSeen, now });
  return { experts: shownExperts(experts), reviewers: shownReviewers(proposal, knowledgeGap(authorship, author)) };
}

/** By e-mail: whoever has several names is one person under the newest. */
function peopleByEmail(units: readonly PastUnit[]) {
  const nameByEmail = new Map(units.toReversed().map(({ email, name }) => [email, name]));
  return (unit: Pick<PastUnit, 'name'> & { email?: string }) => nameByEmail.get(unit.email ?? '') ?? unit.name;
}

function recordOf(units: readonly PastUnit[], path: string, name: string, now: Date): FileRecord[] {
  const own = units.filter((unit) => unit.files.some((file) => file.path === path));
  if (own.length === 0) return [];
  const since = countedSince(now);
  const fixes = own.filter((unit) => unit.isFix);
  return [
    {
      path: name,
      changes: own.filter(({ at }) => at >= since).length,
      hotspot: null,
      fixes: fixes.slice(0, SHOWN.fixes).map(pastOf),
      bugProne: bugProne(
        fixes.map(({ at }) => at),
        since,
        now,
      ),
    },
  ];
}

function pastOf({ number, sha, title }: Pick<PastUnit, 'number' | 'sha' | 'title'>): PastChange {
  return { number, sha, title };
}

/** Each shared file counts more the fewer changes touch it. */
function relatedUnits(units: readonly PastUnit[], { paths, nameOf }: ChangedPaths): ChangeHistory['related'] {
  const wanted = new Set(paths);
  const counts = new Map<string, number>();
  for (const { files } of units) {
    for (const { path } of files) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return units
    .filter(({ files }) => files.length <= CO_CHANGE.mostFiles)
    .map((unit) => {
      const files = [...new Set(unit.files.map(({ path }) => path))].filter((path) => wanted.has(path));
      const weight = files.reduce((sum, path) => sum + 1 / Math.log2(1 + (counts.get(path) ?? 1)), 0);
      return { unit, files, weight };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || b.unit.at.getTime() - a.unit.at.getTime())
    .slice(0, SHOWN.related)
    .map(({ unit, files }) => ({ ...pastOf(unit), files: files.map(nameOf) }));
}

/** What a change is compared with. */
function othersOf({ units }: Past, now: Date): PastUnit[] {
  const since = countedSince(now);
  return units.filter(({ at }) => at >= since).slice(0, MOST_OTHERS);
}

/** The features of the change that stand out. */
function standingOut(
  change: Change,
  units: readonly PastUnit[],
  others: readonly PastUnit[],
  counts: ReadonlyMap<string, LineCounts>,
  now: Date,
): string[] {
  const personOf = peopleByEmail(units);
  return outstandingFactors(
    comparedChange(change, change.author === UNKNOWN_AUTHOR ? null : change.author, now),
    others.map((unit) => {
      const { lines = null, added = null, removed = null } = counts.get(unit.sha) ?? {};
      const paths = unit.files.map(({ path }) => path);
      return { author: personOf(unit), at: unit.at, isFix: unit.isFix, paths, lines, added, removed, isWhole: true };
    }),
  ).map((factor) => factorText(factor, 'changes before this one'));
}

/**
 * Removed lines whose commit says of itself that it fixes something; `unblamed`: files of which not all were asked
 * about.
 */
async function undoneFixes(
  checkout: Checkout,
  mergeBase: string,
  { files }: ChangedPaths,
  change: Change,
  { units }: Past,
  until: number,
): Promise<{ unblamed: number; undone: ChangeHistory['undone'] }> {
  const bySha = new Map(units.map((unit) => [unit.sha, unit]));
  const added = addedTexts(change.files);
  const found: ChangeHistory['undone'] = [];
  const removing = files.flatMap(({ path, oldPath, binary, hunks }) => {
    const removed = binary ? [] : baseLines(hunks, added).removed;
    return removed.length === 0 ? [] : [{ path: oldPath ?? path, removed }];
  });
  let unblamed = Math.max(0, removing.length - MOST_BLAMED_FILES);
  for (const { path, removed } of removing.slice(0, MOST_BLAMED_FILES)) {
    const lines = removed.slice(0, MOST_BLAMED_LINES);
    const answer =
      Date.now() > until
        ? null
        : await unlessUnreadable(blameLines(checkout, mergeBase, path, lines, Math.max(1, until - Date.now())));
    if (answer === null || !answer.isWhole || lines.length < removed.length) unblamed += 1;
    const { blamed = [] } = answer ?? {};
    for (const sha of new Set(blamed.map((one) => one.sha))) {
      const unit = bySha.get(sha);
      // One of several commits of a merged branch.
      const title = unit?.title ?? blamed.find((one) => one.sha === sha)?.summary ?? '';
      const [issue] = unit?.closes ?? [];
      if (!isFix(title)) continue;
      found.push({
        path,
        lines: blamed.filter((one) => one.sha === sha).map(({ line }) => line),
        by: { number: unit?.number ?? null, sha, title },
        issue: issue === undefined ? null : { number: issue, title: '', isBug: false },
      });
    }
  }
  return { unblamed, undone: found.toSorted((a, b) => b.lines.length - a.lines.length) };
}
