import { describe, expect, it } from 'vitest';
import { graphStatus } from '../../src/commands/graph/graph-status.js';
import { renderGraphStatus } from '../../src/commands/graph/render-graph-status.js';
import { GraphUnavailableError } from '../../src/graph/graph-unavailable-error.js';
import type { RepositoryScans } from '../../src/workflows/scans/list-scans.js';

const at = new Date('2026-11-01T10:00:00Z');
const scans = (over: Partial<RepositoryScans>): RepositoryScans => ({
  repositoryId: 1,
  installationId: 1,
  githubRepoId: 9,
  fullName: 'acme/shop',
  account: 'acme',
  scannedAt: null,
  underWay: [],
  last: null,
  ...over,
});
const running = {
  id: 3,
  kind: 'full',
  reason: 'rescan',
  status: 'running',
  phase: 'files',
  sha: null,
  filesTotal: 100,
  filesRead: 40,
  symbols: 0,
  edges: 0,
  startedAt: at,
  etaAt: new Date(at.getTime() + 60_000),
};
const last = {
  id: 2,
  kind: 'full',
  reason: 'backfill',
  status: 'failed',
  error: 'acme/shop is not on GitHub any more',
  sha: null,
  completedAt: at,
  details: {},
};
const graph = {
  store: 'postgres' as const,
  repository: async () => ({
    installationId: 1,
    repoId: 9,
    fullName: 'acme/shop',
    defaultBranch: 'main',
    scan: 2,
    scannedAt: at,
    scannedSha: 'a'.repeat(40),
    historyImportedAt: null,
  }),
  counts: async () => ({ files: 12, symbols: 0, calls: 0, pulls: 1, developers: 2 }),
};

describe('nectr graph status', () => {
  it('says what is known, what runs and how long it takes', async () => {
    const status = await graphStatus(graph, [scans({ scannedAt: at, underWay: [running] })]);
    expect(renderGraphStatus(status, at)).toBe(
      [
        'PostgreSQL: 1 of 1 repositories scanned',
        '',
        'acme/shop',
        '  scanned 2026-11-01T10:00:00.000Z at aaaaaaaaaaaa',
        '  12 files, 0 symbols, 0 calls, 1 pull request, 2 developers',
        '  history not imported yet',
        '  a full scan runs: files, 40 of 100 files, about 60 s left',
        '',
      ].join('\n'),
    );
  });

  it('lets nothing that a repository is named by reach the terminal', async () => {
    const details = {
      without_grammar: { 'x\u001b[2J': 3 },
      left_out: [{ reason: 'too large', files: 1, such: ['a\u001b]0;owned\u0007\nb.ts'] }],
    };
    const status = await graphStatus(graph, [scans({ last: { ...last, status: 'completed', error: null, details } })]);
    const text = renderGraphStatus(status, at);
    expect(text).toContain('  without grammar: 3 .x\n  left out: 1 file, too large (a b.ts)\n');
    expect(text).not.toContain('\u001b');
  });

  it('says why the last scan failed and what to do', async () => {
    const status = await graphStatus({ ...graph, repository: async () => null }, [scans({ last })]);
    expect(renderGraphStatus(status, at)).toContain(
      '  the last scan failed: acme/shop is not on GitHub any more\n  → nectr graph rescan acme/shop\n',
    );
  });

  it('prints an error on one line, without what a terminal would obey', async () => {
    const error = 'it said\n\u001b[31mred\u001b[0m\u0007';
    const status = await graphStatus({ ...graph, repository: async () => null }, [scans({ last: { ...last, error } })]);
    expect(renderGraphStatus(status, at)).toContain('  the last scan failed: it said red\n');
  });

  it('asks a store that gives no answer once, and says so', async () => {
    let asked = 0;
    const away = async () => {
      asked += 1;
      throw new GraphUnavailableError('no answer within 2 s');
    };
    const status = await graphStatus({ ...graph, repository: away }, [scans({}), scans({ fullName: 'acme/other' })]);
    expect(asked).toBe(1);
    expect(renderGraphStatus(status, at)).toMatch(/^PostgreSQL: no answer within 2 s\n/);
  });
});
