import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { FileNode, PullRecord, RepositoryKey, SymbolKey, SymbolNode } from '../../../src/graph/types.js';
import { HUB, HUB_SYMBOL, pathOf, type GeneratedSize } from './generate.js';

const PIECE = 2000;
const DAY_MS = 24 * 60 * 60 * 1000;
const resolved = { tier: 'import', confidence: 0.9 } as const;

/** The same repository as `generateGraph` makes inside PostgreSQL, written through the contract: for any store. */
export async function fillGraph(graph: KnowledgeGraph, owner: RepositoryKey, size: GeneratedSize): Promise<void> {
  const version = { ...owner, scan: 1 };
  const numbers = Array.from({ length: size.files }, (_, at) => at + 1);
  await graph.upsertRepository({ ...owner, fullName: 'acme/generated', defaultBranch: 'main' });
  const nothing = { files: [], symbols: [], imports: [], edges: [], tests: [] };
  await graph.writeScan(version, { ...nothing, files: [fileOf(HUB, 900)] });
  for (const piece of pieces(numbers)) {
    const files = piece.map((n) => fileOf(pathOf(n), n % 900));
    await graph.writeScan(version, { ...nothing, files, symbols: piece.map(symbolOf) });
  }
  for (const piece of pieces(numbers)) {
    await graph.writeScan(version, {
      ...nothing,
      imports: piece.map((n) => ({ from: pathOf(n), to: pathOf((n % 50) + 1), ...resolved })),
      edges: piece.flatMap((n) =>
        [HUB_SYMBOL, keyOf((n % Math.min(5000, size.files - 2)) + 2)].map((to) => ({
          type: 'CALLS' as const,
          from: keyOf(n),
          to,
          line: 3,
          ...resolved,
        })),
      ),
      tests: piece
        .filter((n) => n % 3 === 1)
        .map((n) => ({ symbol: keyOf(n), testPath: `test/${n}.test.ts`, ...resolved })),
    });
  }
  await graph.finishScan(version, { sha: '1'.repeat(40), at: new Date() });
  const pulls = Array.from({ length: size.pulls }, (_, at) => at + 1);
  for (const piece of pieces(pulls))
    await graph.indexPulls(
      owner,
      piece.map((n) => pullOf(n, size)),
    );
  await graph.finishHistory(owner, new Date());
}

function* pieces(numbers: readonly number[]): Generator<number[]> {
  for (let at = 0; at < numbers.length; at += PIECE) yield numbers.slice(at, at + PIECE);
}

const keyOf = (n: number): SymbolKey => ({ path: pathOf(n), qualifiedName: `run${n}`, kind: 'function' });
const symbolOf = (n: number): SymbolNode => ({
  ...keyOf(n),
  signature: '',
  startLine: 1,
  endLine: 9,
  exported: true,
  contractHash: '',
});

const fileOf = (path: string, lines: number): FileNode => ({
  path,
  extension: path.split('.').at(-1) ?? '',
  language: path.endsWith('.ts') ? 'typescript' : 'markdown',
  size: 1000,
  lines,
  isTest: false,
  isGenerated: false,
});

const developer = (n: number) => ({ login: `dev-${n % 200}`, githubId: n % 200, isBot: false });

function pullOf(n: number, size: GeneratedSize): PullRecord {
  const at = new Date(Date.now() - 2 * 365 * DAY_MS * (1 - n / size.pulls));
  const isOpen = n % 10 === 0;
  const places = Array.from({ length: 6 }, (_, k) => pathOf(((n * 7919 + k * (k + 1)) % size.files) + 1));
  return {
    number: n,
    title: `change ${n}`,
    verdict: null,
    state: isOpen ? 'open' : 'merged',
    author: developer(n),
    origin: 'human',
    createdAt: at,
    mergedAt: isOpen ? null : at,
    updatedAt: at,
    additions: 35,
    deletions: 14,
    files: [...new Set([HUB, ...places])].map((path) => ({ path, additions: 5, deletions: 2, renamedFrom: null })),
    closes: n % 5 === 0 ? [{ number: n, title: `bug ${n}`, state: 'closed', isBug: true, updatedAt: new Date(0) }] : [],
    reviews: [1, 2].map((k) => ({ developer: developer(n + k), state: 'APPROVED', comments: 0 })),
  };
}
