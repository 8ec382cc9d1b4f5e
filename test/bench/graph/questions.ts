import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey, SymbolKey } from '../../../src/graph/types.js';
import { HUB, HUB_SYMBOL, pathOf } from './generate.js';

/** Every question that a review has, about other files in each call; hubs are asked for on their own too. */
export function questionsOf(
  graph: KnowledgeGraph,
  owner: RepositoryKey,
): Record<string, (call: number) => Promise<unknown>> {
  const since = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000);
  const paths = (call: number) => Array.from({ length: 10 }, (_, at) => pathOf(((call * 131 + at) % 9000) + 1));
  const keys = (call: number): SymbolKey[] =>
    paths(call).map((path) => ({ path, qualifiedName: `run${/\d+(?=\.ts)/.exec(path)?.[0]}`, kind: 'function' }));
  const shared = { since, mostFiles: 30, leastShared: 2, limit: 20 };
  const edges = { type: 'CALLS', leastConfidence: 0.5, limit: 100 } as const;
  return {
    repository: () => graph.repository(owner),
    counts: () => graph.counts(owner),
    files: (call) => graph.files(owner, paths(call)),
    folder: () => graph.folder(owner, 'src/area-17'),
    'coChanged of 10 files': (call) => graph.coChanged(owner, { paths: paths(call), ...shared }),
    'coChanged of a hub': () => graph.coChanged(owner, { paths: [HUB], ...shared }),
    'authorship of 10 files': (call) => graph.authorship(owner, { paths: paths(call), now: new Date(), limit: 50 }),
    'authorship of a hub': () => graph.authorship(owner, { paths: [HUB], now: new Date(), limit: 50 }),
    'relatedPulls of 10 files and a hub': (call) =>
      graph.relatedPulls(owner, { paths: [...paths(call), HUB], except: 1, state: 'merged', limit: 20 }),
    'relatedPulls, open ones': (call) =>
      graph.relatedPulls(owner, { paths: [...paths(call), HUB], except: 1, state: 'open', limit: 20 }),
    'fixes of 10 files and a hub': (call) => graph.fixes(owner, { paths: [...paths(call), HUB], limit: 50 }),
    churn: () => graph.churn(owner, { since, limit: 50 }),
    'changeSets of 200': () => graph.changeSets(owner, { since, except: 1, limit: 200, mostFiles: 100 }),
    'historyOfFile of a hub': () => graph.historyOfFile(owner, { path: HUB, limit: 20 }),
    pulls: (call) => graph.pulls(owner, [call, call + 1, call + 5]),
    'contributions of 20 people': (call) =>
      graph.contributions(
        owner,
        Array.from({ length: 20 }, (_, at) => `dev-${(call + at) % 200}`),
      ),
    'reviewing of 10 files and a hub': (call) =>
      graph.reviewing(owner, { paths: [...paths(call), HUB], since, limit: 20 }),
    symbols: (call) => graph.symbols(owner, { paths: paths(call), limit: 200 }),
    callers: (call) => graph.callers(owner, { ...edges, to: keys(call) }),
    'callers of a hub': () => graph.callers(owner, { ...edges, to: [HUB_SYMBOL] }),
    callees: (call) => graph.callees(owner, { ...edges, from: keys(call) }),
    tests: (call) => graph.tests(owner, { symbols: keys(call), limit: 50 }),
    importers: () => graph.importers(owner, { paths: [pathOf(1), pathOf(2)], limit: 50 }),
  };
}
