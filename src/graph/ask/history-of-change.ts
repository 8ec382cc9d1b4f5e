import type { Change, ChangeHistory, ConflictingPull, FileRecord } from '../../review/types.js';
import { bugProne } from '../formulas/bug-prone.js';
import { outstandingFactors } from '../formulas/outstanding-factors.js';
import { CO_CHANGE, couplingsOf } from '../formulas/co-change.js';
import { codeOwnersOf, parseCodeOwners } from '../formulas/code-owners.js';
import { DAY_MS } from '../formulas/experts-of-change.js';
import { hotspots } from '../formulas/hotspots.js';
import { factorText } from '../formulas/factor-text.js';
import { isFix } from '../../words/is-fix.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey, RepositoryNode, SymbolKey } from '../types.js';
import { baseLines } from './base-lines.js';
import { comparedChange } from './compared-change.js';
import { changedSymbols } from './changed-symbols.js';
import { fixingPulls } from './fixing-pulls.js';
import { noHistory } from './no-history.js';
import { pathsOfChange, type ChangedPaths } from './paths-of-change.js';
import { peopleOfChange } from './people-of-change.js';
import { shownPartners } from './shown-history.js';
import { SourceError } from './source-error.js';
import { undoneFixes, type BlameOf } from './undone-fixes.js';
import { within } from './within.js';

/** Of one change; more files than these are not asked about, the largest changes first. */
const MOST_PATHS = 100;
const MOST_SYMBOLS = 50;
/** Merged pull requests that a change is compared with. */
const MOST_OTHERS = 200;
/** Of each of them: a page of an import lists no more, so that whoever has as many may have more. */
const MOST_FILES_OF_OTHER = 100;
const LIMITS = {
  coupled: 200,
  authorship: 2000,
  pulls: 5,
  fixes: 200,
  churn: 500,
  reviewing: 50,
  symbols: 2000,
  callers: 200,
  tests: 50,
};
const SHOWN = {
  related: 5,
  fixes: 3,
  hotspots: 20,
  tests: 3,
  callers: 40,
  called: 20,
};
const DEADLINE_MS = 2000;
const OUTSIDE_MS = 4000;
/** For all files of a change: nothing else is done meanwhile, and a file of 3 MB may be full of stars. */
const OWNERS_MS = 250;
/** The prompt may show no less sure calls. */
const LEAST_CONFIDENCE = 0.5;

export interface HistoryOptions {
  now: Date;
  /** Absent: whether a fix is undone stays unknown. */
  blameOf?: BlameOf;
  /**
   * Reads CODEOWNERS of the base branch; asked only where the graph knows the repository. Absent or null: there is
   * none. Throws SourceError where it cannot be read.
   */
  codeOwners?: () => Promise<string | null>;
  /** Of the store's answers; two seconds. */
  deadlineMs?: number;
  /** Of blame and CODEOWNERS; four seconds. */
  outsideMs?: number;
}

export interface AskedHistory {
  history: ChangeHistory;
  /** Open pull requests on the same files. */
  conflicts: ConflictingPull[];
}

type AskedChange = Pick<Change, 'number' | 'author' | 'title' | 'files'>;

/**
 * What the graph tells of a change: judged counts, bounded plain values. Waits for the store for `deadlineMs` (2 s);
 * one that gives no answer, a source beside it that gives none, or a repository without a scan, is a named absence and
 * no error. Throws only what is a fault of ours.
 */
export async function historyOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: AskedChange,
  options: HistoryOptions,
): Promise<AskedHistory> {
  try {
    return await ask(graph, repository, change, options);
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    return { history: noHistory('graph', 'graph: no answer'), conflicts: [] };
  }
}

async function ask(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: AskedChange,
  options: HistoryOptions,
): Promise<AskedHistory> {
  const inTime = <T>(work: Promise<T>): Promise<T> => within(options.deadlineMs ?? DEADLINE_MS, work);
  const node = await inTime(graph.repository(repository));
  if (node === null || (node.scan === null && node.historyImportedAt === null))
    return { history: noHistory('graph', 'graph: not yet scanned'), conflicts: [] };
  const asked = pathsOfChange(change.files, MOST_PATHS);
  // GitHub takes longer than the store, and while it does everything else of a review goes on.
  const outsideMs = options.outsideMs ?? OUTSIDE_MS;
  const [past, undone, owners, called, factors, conflicts] = await Promise.all([
    inTime(askPast(graph, repository, asked, change.number, options.now)),
    outside('blame', outsideMs, undoneFixes(graph, repository, asked, change, options.blameOf)),
    outside('CODEOWNERS', outsideMs, askOwners(change.files, options.codeOwners)),
    node.scan === null ? [] : inTime(askCallers(graph, repository, asked)),
    inTime(askFactors(graph, repository, change, options.now)),
    inTime(askConflicts(graph, repository, asked, change.number)),
  ]);
  const { coupled, authorship, reviewing, related, files } = past;
  const { partners, isCut } = shownPartners(coupled, asked, ({ lastNumber }) => pastOf(lastNumber, ''));
  const people = await inTime(
    peopleOfChange(graph, repository, asked, {
      author: change.author,
      authorship,
      reviewing,
      owners: owners.value ?? new Map(),
      called,
      now: options.now,
    }),
  );
  const cut = [
    ...(isCut || past.isCut ? (['partners'] as const) : []),
    ...(undone.value === null || undone.value.isCut ? (['undone'] as const) : []),
  ];
  const absent = [absentOf(node), undone.absent, undone.value?.absent ?? null, owners.absent].filter(Boolean);
  return {
    history: {
      ...noHistory('graph', absent.length === 0 ? null : absent.join('; ')),
      ...people,
      sha: node.scannedSha,
      related,
      partners,
      undone: undone.value?.undone ?? [],
      ...(cut.length > 0 && { cut }),
      files,
      called,
      factors,
    },
    conflicts,
  };
}

function absentOf({ scan, historyImportedAt }: RepositoryNode): string | null {
  if (scan === null) return 'graph: not yet scanned';
  return historyImportedAt === null ? 'graph: history not yet imported' : null;
}

/** What another than the store says, or that it says nothing. */
async function outside<T>(
  name: string,
  ms: number,
  work: Promise<T>,
): Promise<{ value: T | null; absent: string | null }> {
  try {
    return { value: await within(ms, work), absent: null };
  } catch (error) {
    if (error instanceof SourceError) return { value: null, absent: `${name}: ${error.message}` };
    if (error instanceof GraphUnavailableError) return { value: null, absent: `${name}: no answer` };
    throw error;
  }
}

function pastOf(number: number, title: string) {
  return { number, sha: null, title };
}

async function askPast(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { paths, all, nameOf }: ChangedPaths,
  number: number,
  now: Date,
) {
  // Files that are all new have no past.
  if (paths.length === 0) return { coupled: [], authorship: [], reviewing: [], related: [], files: [], isCut: false };
  const since = new Date(now.getTime() - CO_CHANGE.days * DAY_MS);
  const { mostFiles, leastShared } = CO_CHANGE;
  const [partners, authorship, merged, fixes, churn, reviewing] = await Promise.all([
    graph
      .coChanged(repository, { paths, since, mostFiles, leastShared, limit: LIMITS.coupled })
      .then(async (counts) => ({
        coupled: await living(graph, repository, couplingsOf(counts), all),
        isCut: counts.length >= LIMITS.coupled,
      })),
    graph.authorship(repository, { paths, now, limit: LIMITS.authorship }),
    graph.relatedPulls(repository, { paths, except: number, state: 'merged', limit: SHOWN.related }),
    graph.fixes(repository, { paths, limit: LIMITS.fixes }),
    graph.churn(repository, { since, limit: LIMITS.churn }),
    graph.reviewing(repository, { paths, since, limit: LIMITS.reviewing }),
  ]);
  const ranks = new Map(hotspots(churn).map((spot) => [spot.path, spot.rank]));
  const fixesOf = fixingPulls(fixes);
  const changesOf = new Map(churn.map(({ path, changes }) => [path, changes]));
  return {
    ...partners,
    authorship,
    reviewing,
    related: merged.map((pull) => ({ ...pastOf(pull.number, pull.title), files: pull.paths.map(nameOf) })),
    files: paths.flatMap((path): FileRecord[] => {
      const own = fixesOf.get(path) ?? [];
      const rank = ranks.get(path) ?? null;
      const changes = changesOf.get(path) ?? 0;
      if (own.length === 0 && changes === 0) return [];
      return [
        {
          path: nameOf(path),
          changes,
          hotspot: rank !== null && rank <= SHOWN.hotspots && rank * 10 <= churn.length ? rank : null,
          fixes: own.slice(0, SHOWN.fixes).map((fix) => pastOf(fix.number, fix.issue.title)),
          bugProne: bugProne(
            own.map(({ mergedAt }) => mergedAt),
            since,
            now,
          ),
        },
      ];
    }),
  };
}

/** Those whose partner is alive, written by somebody and no part of the change. */
async function living(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  couplings: ReturnType<typeof couplingsOf>,
  changed: ReadonlySet<string>,
) {
  const missing = couplings.filter(({ other }) => !changed.has(other));
  if (missing.length === 0) return [];
  const files = await graph.files(repository, [...new Set(missing.map(({ other }) => other))]);
  const alive = new Set(
    files.flatMap(({ path, deletedAt, isGenerated }) => (deletedAt === null && !isGenerated ? [path] : [])),
  );
  return missing.filter(({ other }) => alive.has(other));
}

async function askCallers(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { files, paths, nameOf }: ChangedPaths,
): Promise<ChangeHistory['called']> {
  if (paths.length === 0) return [];
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
      path: nameOf(key.path),
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
      tests: tests
        .filter(({ symbol, confidence }) => isOf(key)(symbol) && confidence >= LEAST_CONFIDENCE)
        .slice(0, SHOWN.tests)
        .map(({ testPath, tier, confidence }) => ({ path: testPath, tier, confidence })),
    }))
    .filter((one) => one.callers.length + one.tests.length > 0)
    .toSorted((a, b) => b.callers.length - a.callers.length)
    .slice(0, SHOWN.called);
}

/** The features of the change that stand out. */
async function askFactors(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: AskedChange,
  now: Date,
): Promise<string[]> {
  const since = new Date(now.getTime() - CO_CHANGE.days * DAY_MS);
  const others = await graph.changeSets(repository, {
    since,
    except: change.number,
    limit: MOST_OTHERS,
    mostFiles: MOST_FILES_OF_OTHER,
  });
  return outstandingFactors(
    comparedChange(change, change.author, now),
    others.map((other) => ({
      author: other.author,
      at: other.mergedAt,
      isFix: isFix(other.title),
      paths: other.files.map(({ path }) => path),
      lines: other.files.map(({ additions, deletions }) => additions + deletions),
      added: other.additions,
      removed: other.deletions,
      isWhole: other.files.length < MOST_FILES_OF_OTHER,
    })),
  ).map((factor) => factorText(factor, 'merged pull requests before this one'));
}

async function askConflicts(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { all, nameOf }: ChangedPaths,
  number: number,
): Promise<ConflictingPull[]> {
  const paths = [...all].slice(0, 2 * MOST_PATHS);
  const open = await graph.relatedPulls(repository, { paths, except: number, state: 'open', limit: LIMITS.pulls });
  return open.map((pull) => ({ number: pull.number, title: pull.title, files: [...new Set(pull.paths.map(nameOf))] }));
}

/** People only: a team or an address names nobody. New files have owners, too. */
async function askOwners(
  files: Change['files'],
  codeOwners: HistoryOptions['codeOwners'],
): Promise<Map<string, string>> {
  const text = (await codeOwners?.()) ?? null;
  const rules = text === null ? [] : parseCodeOwners(text);
  const largest = files.toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions);
  const owners = new Map<string, string>();
  const until = performance.now() + OWNERS_MS;
  const assertInTime = () => {
    if (performance.now() > until) throw new SourceError('its rules take too long');
  };
  for (const { path } of largest.slice(0, MOST_PATHS)) {
    const rule = codeOwnersOf(rules, path, assertInTime);
    for (const owner of rule?.owners ?? []) if (/^@[^/]+$/.test(owner)) owners.set(owner.slice(1), rule?.pattern ?? '');
  }
  return owners;
}
