import { dayOf } from '../../markdown/day-of.js';
import type { GraphAnswer, GraphQuery } from '../../review/ask/lookups.js';
import { CO_CHANGE, countedSince, couplingsOf } from '../formulas/co-change.js';
import { expertsOfChange } from '../formulas/experts-of-change.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { Caller, KnowledgeGraph } from '../knowledge-graph.js';
import { LEAST_CONFIDENCE, type PullNode, type RepositoryKey, type SymbolKey, type SymbolNode } from '../types.js';
import { SourceError } from './source-error.js';
import type { BlameOf } from './undone-fixes.js';
import { within } from './within.js';

const DEADLINE_MS = 2000;
const MOST = 20;
const MOST_SYMBOLS = 20;
const MOST_LINES = 200;
const MOST_EXPERTS = 5;

export interface AnswerOptions {
  now: Date;
  /** Absent: which pull requests brought a line is not known. */
  blameOf?: BlameOf;
  deadlineMs?: number;
}

/**
 * The answer to one of the fixed questions, a line each, bounded, surest or newest first. Null: the graph gives no
 * answer, or not in time (2 s). What names people is for readers, never for a decision. Throws what is a fault of ours.
 */
export async function answerQuestion(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  query: GraphQuery,
  options: AnswerOptions,
): Promise<GraphAnswer | null> {
  try {
    return await within(options.deadlineMs ?? DEADLINE_MS, answer(graph, repository, query, options));
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    if (error instanceof SourceError) return nothing(error.message);
    throw error;
  }
}

async function answer(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  query: GraphQuery,
  { now, blameOf }: AnswerOptions,
): Promise<GraphAnswer> {
  const { question, path } = query;
  const since = countedSince(now);
  switch (question) {
    case 'callers_of':
      return edges(await callersOf(graph, repository, query, 'CALLS'), ({ from, line }) => ({ ...from, line }));
    case 'implementations_of':
      return edges(await callersOf(graph, repository, query, 'INHERITS'), ({ from, line }) => ({ ...from, line }));
    case 'callees_of': {
      const from = await keysOf(graph, repository, query);
      const asked = { from, type: 'CALLS', leastConfidence: LEAST_CONFIDENCE.prompt, limit: MOST + 1 } as const;
      const found = from.length === 0 ? [] : await graph.callees(repository, asked);
      return edges(found, ({ of, line }) => ({ ...of, line: null, at: line }));
    }
    case 'tests_of': {
      const symbols = await keysOf(graph, repository, query);
      const tests = symbols.length === 0 ? [] : await graph.tests(repository, { symbols, limit: MOST + 1 });
      return firstOf(
        tests
          .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE.prompt)
          .map(
            ({ symbol, testPath, tier, confidence }) =>
              `${testPath} calls ${symbol.qualifiedName} [${tier}, ${confidence.toFixed(2)}]`,
          ),
      );
    }
    case 'history_of_file':
      return firstOf((await graph.historyOfFile(repository, { path, limit: MOST + 1 })).map(pullLine));
    case 'history_of_lines':
      return historyOfLines(graph, repository, query, blameOf);
    case 'co_changed_with': {
      const { mostFiles, leastShared } = CO_CHANGE;
      const counts = await graph.coChanged(repository, { paths: [path], since, mostFiles, leastShared, limit: 100 });
      return firstOf(
        couplingsOf(counts).map(
          ({ other, shared, revisions }) => `${other}: in ${shared} of ${revisions} changes of ${path}`,
        ),
      );
    }
    case 'experts_of': {
      const rows = await graph.authorship(repository, { paths: [path], now, limit: 100 });
      return firstOf(
        expertsOfChange(rows, new Map([[path, 1]]), now)
          .filter(({ isBot }) => !isBot)
          .map(
            ({ login, share, lastAt }) => `${login}: authorship ${share.toFixed(2)} of 1, last change ${dayOf(lastAt)}`,
          ),
        MOST_EXPERTS,
      );
    }
  }
}

function firstOf(lines: readonly string[], most = MOST): GraphAnswer {
  return { lines: lines.slice(0, most), left: lines.length > most ? `only the first ${most} are told` : null };
}

function nothing(left: string): GraphAnswer {
  return { lines: [], left };
}

/** The symbol of that name in the file (also by its last part), or all of its symbols. */
async function keysOf(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { path, symbol }: GraphQuery,
): Promise<SymbolKey[]> {
  const symbols = await graph.symbols(repository, { paths: [path], limit: 500 });
  const isNamed = ({ qualifiedName }: SymbolNode) =>
    symbol === null || qualifiedName === symbol || qualifiedName.endsWith(`.${symbol}`);
  return symbols
    .filter(isNamed)
    .slice(0, MOST_SYMBOLS)
    .map(({ path: of, qualifiedName, kind }) => ({ path: of, qualifiedName, kind }));
}

async function callersOf(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  query: GraphQuery,
  type: 'CALLS' | 'INHERITS',
): Promise<Caller[]> {
  const to = await keysOf(graph, repository, query);
  if (to.length === 0) return [];
  return graph.callers(repository, { to, type, leastConfidence: LEAST_CONFIDENCE.prompt, limit: MOST + 1 });
}

function edges(
  found: readonly Caller[],
  place: (one: Caller) => { path: string; qualifiedName: string; line: number | null; at?: number },
): GraphAnswer {
  return firstOf(
    found.map((one) => {
      const { path, qualifiedName, line, at } = place(one);
      const where = line === null ? `${path} (called at line ${at})` : `${path}:${line}`;
      return `${where} ${qualifiedName} [${one.tier}, ${one.confidence.toFixed(2)}]`;
    }),
  );
}

/** Lines of merged pull requests only: those of an open one, which may be the one under review, have no history yet. */
async function historyOfLines(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { path, fromLine, toLine }: GraphQuery,
  blameOf: BlameOf | undefined,
): Promise<GraphAnswer> {
  if (fromLine === null || toLine === null) return nothing('from_line and to_line are needed');
  if (blameOf === undefined) return nothing('which pull requests brought a line is not known here');
  const wanted = Math.max(0, toLine - fromLine + 1);
  const lines = Array.from({ length: Math.min(MOST_LINES, wanted) }, (_, index) => fromLine + index);
  const blamed = await blameOf(path, lines);
  if (blamed === null) return nothing('no more files are asked about in this review');
  const numbers = [...new Set(blamed.map(({ number }) => number))];
  const pulls = numbers.length === 0 ? [] : await graph.pulls(repository, numbers);
  const merged = pulls.filter(({ state }) => state === 'merged');
  const told = merged.slice(0, MOST).map((pull) => {
    const own = blamed.filter(({ number }) => number === pull.number).map(({ line }) => line);
    const closes = pull.closes.map((issue) => `, closed #${issue.number}${issue.isBug ? ' (bug)' : ''} ${issue.title}`);
    return { own, text: `lines ${own.join(', ')}: ${pullLine(pull)}${closes.join('')}` };
  });
  const known = told.reduce((sum, { own }) => sum + own.length, 0);
  const left = [
    wanted > MOST_LINES ? `only the first ${MOST_LINES} lines were looked at` : '',
    merged.length > MOST ? `only the first ${MOST} pull requests are told` : '',
    merged.length <= MOST && known < lines.length
      ? 'the other lines came with no merged pull request that is known'
      : '',
  ].filter(Boolean);
  return { lines: told.map(({ text }) => text), left: left.join('; ') || null };
}

function pullLine({ number, mergedAt, title }: PullNode): string {
  return `#${number} ${mergedAt === null ? '' : `${dayOf(mergedAt)} `}${title}`;
}
