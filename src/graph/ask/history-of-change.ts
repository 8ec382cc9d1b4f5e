import type { Change, ChangeHistory, ConflictingPull } from '../../review/types.js';
import { bugProne } from '../formulas/bug-prone.js';
import { factorsOfFiles, outstandingFactors } from '../formulas/change-factors.js';
import { CO_CHANGE, couplingsOf } from '../formulas/co-change.js';
import { codeOwnersOf, parseCodeOwners } from '../formulas/code-owners.js';
import { DAY_MS, expertsOfChange } from '../formulas/experts-of-change.js';
import { hotspots } from '../formulas/hotspots.js';
import { proposeReviewers } from '../formulas/propose-reviewers.js';
import { factorText } from '../formulas/factor-text.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph, RelatedPull } from '../knowledge-graph.js';
import type { RepositoryKey, RepositoryNode, SymbolKey } from '../types.js';
import { baseLines } from './base-lines.js';
import { changedSymbols } from './changed-symbols.js';
import { within } from './within.js';

/** Of one change; more files than these are not asked about, the largest changes first. */
const MOST_PATHS = 100;
const MOST_SYMBOLS = 50;
const MOST_LINES_OF_FILE = 200;
const LIMITS = {
  coupled: 200,
  authorship: 2000,
  pulls: 5,
  others: 100,
  fixes: 200,
  churn: 500,
  reviewing: 50,
  symbols: 2000,
  callers: 200,
  tests: 50,
};
const SHOWN = {
  experts: 2,
  related: 5,
  partners: 10,
  undone: 5,
  fixes: 3,
  hotspots: 20,
  tests: 3,
  callers: 40,
  called: 20,
};
const DEADLINE_MS = 2000;
/** The prompt may show no less sure calls. */
const LEAST_CONFIDENCE = 0.5;

/** The pull requests that brought lines of a file, as blame at the merge base tells; lines of none are left out. */
export type BlameOf = (path: string, lines: readonly number[]) => Promise<readonly { line: number; number: number }[]>;

export interface HistoryOptions {
  now: Date;
  /** Absent: whether a fix is undone stays unknown. */
  blameOf?: BlameOf;
  /** Reads CODEOWNERS of the base branch; asked only where the graph knows the repository. Absent or null: there is none. */
  codeOwners?: () => Promise<string | null>;
  deadlineMs?: number;
}

export interface AskedHistory {
  history: ChangeHistory;
  /** Open pull requests on the same files. */
  conflicts: ConflictingPull[];
}

/**
 * What the graph tells of a change: judged counts, bounded plain values. Asks for at most `deadlineMs` (2 s); a store that
 * gives no answer, or a repository without a scan, is a named absence and no error. Throws only what is a fault of ours.
 */
export async function historyOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: Pick<Change, 'number' | 'author' | 'files' | 'baseSha'>,
  options: HistoryOptions,
): Promise<AskedHistory> {
  const asked = askedOf(change);
  try {
    return await within(options.deadlineMs ?? DEADLINE_MS, ask(graph, repository, asked, options));
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    return { history: { ...EMPTY, absent: 'graph: no answer' }, conflicts: [] };
  }
}

const EMPTY: ChangeHistory = {
  source: 'graph',
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

interface Asked {
  number: number;
  author: string;
  files: Change['files'];
  baseSha: string;
  /** As the past knows the files: by the names they have in the base. */
  paths: string[];
  /** The names in the head by those in the base. */
  now: Map<string, string>;
  changedLines: Map<string, number>;
}

function askedOf({ number, author, files, baseSha }: Pick<Change, 'number' | 'author' | 'files' | 'baseSha'>): Asked {
  const known = files
    .filter(({ status }) => status !== 'added' && status !== 'copied')
    .toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions)
    .slice(0, MOST_PATHS);
  const before = ({ path, oldPath }: Change['files'][number]) => oldPath ?? path;
  return {
    number,
    author,
    files: known,
    baseSha,
    paths: known.map(before),
    now: new Map(known.map((file) => [before(file), file.path])),
    changedLines: new Map(known.map((file) => [before(file), file.additions + file.deletions])),
  };
}

async function ask(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  asked: Asked,
  options: HistoryOptions,
): Promise<AskedHistory> {
  const node = await graph.repository(repository);
  if (node === null || (node.scan === null && node.historyImportedAt === null))
    return { history: { ...EMPTY, absent: 'graph: not yet scanned' }, conflicts: [] };
  if (asked.paths.length === 0) return { history: EMPTY, conflicts: [] };
  const [past, called] = await Promise.all([
    askPast(graph, repository, asked, options),
    node.scan === null ? [] : askCallers(graph, repository, asked),
  ]);
  const { conflicts, absent, ...history } = past;
  return {
    history: { ...EMPTY, ...history, called, sha: node.scannedSha, absent: absentOf(node) ?? absent },
    conflicts,
  };
}

function absentOf({ scan, historyImportedAt }: RepositoryNode): string | null {
  if (scan === null) return 'graph: not yet scanned';
  return historyImportedAt === null ? 'graph: history not yet imported' : null;
}

async function askPast(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { number, author, paths, now: names, changedLines, files }: Asked,
  { now, blameOf, codeOwners, deadlineMs = DEADLINE_MS }: HistoryOptions,
) {
  const since = new Date(now.getTime() - CO_CHANGE.days * DAY_MS);
  const { mostFiles, leastShared } = CO_CHANGE;
  // Blame is asked of another than the store: without it the rest is told all the same.
  const outsideMs = deadlineMs * 0.75;
  const [coChanged, authorship, merged, open, fixes, churn, reviewing, undone, owners] = await Promise.all([
    graph.coChanged(repository, { paths, since, mostFiles, leastShared, limit: LIMITS.coupled }),
    graph.authorship(repository, { paths, now, limit: LIMITS.authorship }),
    graph.relatedPulls(repository, { paths, except: number, state: 'merged', limit: LIMITS.others }),
    graph.relatedPulls(repository, { paths, except: number, state: 'open', limit: LIMITS.pulls }),
    graph.fixes(repository, { paths, limit: LIMITS.fixes }),
    graph.churn(repository, { since, limit: LIMITS.churn }),
    graph.reviewing(repository, { paths, since, limit: LIMITS.reviewing }),
    blameOf === undefined
      ? []
      : within(outsideMs, askUndone(graph, repository, { files, number }, blameOf)).catch(() => null),
    codeOwners === undefined ? null : within(outsideMs, codeOwners()).catch(() => null),
  ]);
  const partners = await livePartners(
    graph,
    repository,
    couplingsOf(coChanged),
    new Set([...paths, ...names.values()]),
  );
  const experts = expertsOfChange(authorship, changedLines, now);
  const ranks = new Map(hotspots(churn).map((spot) => [spot.path, spot.rank]));
  const changesOf = new Map(churn.map(({ path, changes }) => [path, changes]));
  const nameOf = (path: string) => names.get(path) ?? path;
  return {
    experts: experts
      .filter(({ isAuthor, isBot }) => isAuthor && !isBot)
      .slice(0, SHOWN.experts)
      .map(({ login, share, isInactive }) => ({ name: login, share: Math.min(1, share), isInactive })),
    related: merged
      .slice(0, SHOWN.related)
      .map((pull) => ({ number: pull.number, sha: null, title: pull.title, files: pull.paths.map(nameOf) })),
    partners: partners.slice(0, SHOWN.partners).map(({ path, other, shared, revisions, lastNumber, isSaid }) => ({
      path: other,
      with: nameOf(path),
      shared,
      revisions,
      last: { number: lastNumber, sha: null, title: '' },
      isSaid,
    })),
    undone: undone ?? [],
    absent: undone === null ? 'blame: no answer' : null,
    files: paths.flatMap((path) => {
      const own = fixes.filter((fix) => fix.path === path);
      const rank = ranks.get(path) ?? null;
      const changes = changesOf.get(path) ?? 0;
      if (own.length === 0 && changes === 0) return [];
      return [
        {
          path: nameOf(path),
          changes,
          hotspot: rank !== null && rank <= SHOWN.hotspots && rank * 10 <= churn.length ? rank : null,
          fixes: own
            .toSorted((a, b) => b.mergedAt.getTime() - a.mergedAt.getTime())
            .slice(0, SHOWN.fixes)
            .map((fix) => ({ number: fix.number, sha: null, title: fix.issue.title })),
          bugProne: bugProne(
            own.map(({ mergedAt }) => mergedAt),
            since,
            now,
          ),
        },
      ];
    }),
    factors: standingOut(files, merged),
    reviewers: shownReviewers(
      proposeReviewers({ author, owners: ownersOf(owners, paths), experts, authorship, reviewing, now }),
    ),
    conflicts: open.map((pull) => ({ number: pull.number, title: pull.title, files: pull.paths.map(nameOf) })),
  };
}

/** Those that are alive and not part of the change. */
async function livePartners(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  couplings: ReturnType<typeof couplingsOf>,
  changed: ReadonlySet<string>,
) {
  const missing = couplings.filter(({ other }) => !changed.has(other)).slice(0, LIMITS.coupled);
  if (missing.length === 0) return [];
  const files = await graph.files(repository, [...new Set(missing.map(({ other }) => other))]);
  const alive = new Set(
    files.flatMap(({ path, deletedAt, isGenerated }) => (deletedAt === null && !isGenerated ? [path] : [])),
  );
  const seen = new Set<string>();
  return missing.filter(({ other }) => alive.has(other) && !seen.has(other) && seen.add(other));
}

async function askUndone(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { files, number }: Pick<Asked, 'files' | 'number'>,
  blameOf: BlameOf,
): Promise<ChangeHistory['undone']> {
  const blamed = await Promise.all(
    files.map(async ({ path, oldPath, hunks }) => {
      const removed = baseLines(hunks).removed.slice(0, MOST_LINES_OF_FILE);
      const lines = removed.length === 0 ? [] : await blameOf(oldPath ?? path, removed);
      return lines.filter((one) => one.number !== number).map((one) => ({ ...one, path: oldPath ?? path }));
    }),
  );
  const lines = blamed.flat();
  if (lines.length === 0) return [];
  const pulls = await graph.pulls(repository, [...new Set(lines.map((one) => one.number))]);
  return pulls
    .flatMap(({ number: by, title, closes }) => {
      const issue = closes.find(({ isBug }) => isBug);
      if (issue === undefined) return [];
      const own = lines.filter((one) => one.number === by);
      return [...new Set(own.map(({ path }) => path))].map((path) => ({
        path,
        lines: own.filter((one) => one.path === path).map(({ line }) => line),
        by: { number: by, sha: null, title },
        issue: { number: issue.number, title: issue.title },
      }));
    })
    .toSorted((a, b) => b.lines.length - a.lines.length)
    .slice(0, SHOWN.undone);
}

async function askCallers(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { files, paths, now }: Asked,
): Promise<ChangeHistory['called']> {
  const symbols = await graph.symbols(repository, { paths, limit: LIMITS.symbols });
  const lines = new Map(files.map(({ path, oldPath, hunks }) => [oldPath ?? path, baseLines(hunks).touched]));
  const changed = changedSymbols(symbols, lines).slice(0, MOST_SYMBOLS);
  if (changed.length === 0) return [];
  const keys = changed.map(({ path, qualifiedName, kind }): SymbolKey => ({ path, qualifiedName, kind }));
  const [callers, tests] = await Promise.all([
    graph.callers(repository, { to: keys, type: 'CALLS', leastConfidence: LEAST_CONFIDENCE, limit: LIMITS.callers }),
    graph.tests(repository, { symbols: keys, limit: LIMITS.tests }),
  ]);
  const isOf = (key: SymbolKey) => (other: SymbolKey) =>
    other.path === key.path && other.qualifiedName === key.qualifiedName && other.kind === key.kind;
  return keys
    .map((key) => ({
      path: now.get(key.path) ?? key.path,
      name: key.qualifiedName,
      callers: callers
        .filter(({ of }) => isOf(key)(of))
        .slice(0, SHOWN.callers)
        .map(({ from, line, tier, confidence }) => ({
          path: from.path,
          name: from.qualifiedName,
          line,
          tier,
          confidence,
        })),
      tests: [...new Set(tests.filter(({ symbol }) => isOf(key)(symbol)).map(({ testPath }) => testPath))].slice(
        0,
        SHOWN.tests,
      ),
    }))
    .filter((one) => one.callers.length + one.tests.length > 0)
    .toSorted((a, b) => b.callers.length - a.callers.length)
    .slice(0, SHOWN.called);
}

/** Only by lines: of the other pull requests those are known whole. */
function standingOut(files: Change['files'], others: readonly RelatedPull[]): string[] {
  const { LA, LD } = factorsOfFiles(files);
  return outstandingFactors(
    { LA, LD },
    others.map(({ additions, deletions }) => ({ LA: additions, LD: deletions })),
  ).map(factorText);
}

/** People only: a team or an address names nobody. */
function ownersOf(text: string | null, paths: readonly string[]): Map<string, string> {
  const rules = text === null ? [] : parseCodeOwners(text);
  return new Map(
    paths.flatMap((path) => {
      const rule = codeOwnersOf(rules, path);
      return (rule?.owners ?? []).flatMap((owner) =>
        /^@[^/]+$/.test(owner) ? [[owner.slice(1), rule?.pattern ?? ''] as const] : [],
      );
    }),
  );
}

function shownReviewers({ named, backup, gap }: ReturnType<typeof proposeReviewers>): ChangeHistory['reviewers'] {
  const shown = (one: typeof named) => (one === null ? null : { name: one.login, reason: one.reason });
  return { named: shown(named), backup: shown(backup), gap };
}
