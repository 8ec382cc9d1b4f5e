import type {
  DeveloperNode,
  FileNode,
  IssueNode,
  IssueRecord,
  PullRecord,
  ScanBatch,
  SymbolEdge,
  SymbolKey,
  SymbolNode,
} from '../../../src/graph/types.js';

export const NOW = new Date('2026-11-01T12:00:00Z');
export const LONG_AGO = new Date('2000-01-01T00:00:00Z');

const DAY = 24 * 60 * 60 * 1000;

export const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);

export const file = (path: string, changed: Partial<FileNode> = {}): FileNode => ({
  path,
  extension: 'ts',
  language: 'typescript',
  size: 120,
  lines: 12,
  isTest: false,
  isGenerated: false,
  ...changed,
});

/** `src/a.ts#load` is the function `load` of that file. */
export function key(text: string): SymbolKey {
  const [path = '', qualifiedName = ''] = text.split('#');
  return { path, qualifiedName, kind: 'function' };
}

export const symbol = (text: string, changed: Partial<SymbolNode> = {}): SymbolNode => ({
  ...key(text),
  signature: `function ${text.split('#')[1] ?? ''}()`,
  startLine: 1,
  endLine: 3,
  exported: true,
  contractHash: 'c0ffee',
  ...changed,
});

export const edge = (from: string, to: string, changed: Partial<SymbolEdge> = {}): SymbolEdge => ({
  type: 'CALLS',
  from: key(from),
  to: key(to),
  tier: 'import',
  confidence: 0.9,
  line: 2,
  ...changed,
});

export const batch = (changed: Partial<ScanBatch> = {}): ScanBatch => ({
  files: [],
  symbols: [],
  imports: [],
  edges: [],
  tests: [],
  ...changed,
});

export const person = (login: string, githubId: number | null, isBot = false): DeveloperNode => ({
  login,
  githubId,
  isBot,
});

export const issue = (number: number, changed: Partial<IssueRecord> = {}): IssueRecord => ({
  number,
  title: `issue ${number}`,
  state: 'closed',
  isBug: false,
  updatedAt: null,
  ...changed,
});

/** What readers get of it. */
export const known = ({ number, title, state, isBug }: IssueRecord): IssueNode => ({ number, title, state, isBug });

export const touched = (path: string, renamedFrom: string | null = null): PullRecord['files'][number] => ({
  path,
  additions: 5,
  deletions: 2,
  renamedFrom,
});

/** Merged, by dana, ten days ago unless told. */
export const pull = (number: number, paths: readonly string[], changed: Partial<PullRecord> = {}): PullRecord => ({
  number,
  title: `change ${number}`,
  verdict: null,
  state: 'merged',
  author: person('dana', 501),
  origin: 'human',
  createdAt: daysAgo(11),
  mergedAt: daysAgo(10),
  updatedAt: null,
  additions: 5,
  deletions: 2,
  files: paths.map((path) => touched(path)),
  closes: [],
  reviews: [],
  ...changed,
});
