import { parsePatch } from '../../src/diff/parse-patch.js';
import type { Change, ChangedFile, Claim, LedgerFinding, ReviewSettings } from '../../src/review/types.js';

export const settings: ReviewSettings = {
  enabled: true,
  drafts: false,
  bots: false,
  skip: { labels: ['no-review'], titles: ['WIP'], branches: ['release'] },
  paths: { include: [], ignore: [] },
  rules: {},
  min_severity: 'minor',
  max_comments: 10,
  max_minor_comments: 2,
  sarif: [],
  request_changes: false,
  fail_check: false,
  human_reviews: 0,
  agents: 'single',
  effort: 'quick',
  remarks: true,
  language: 'en',
};

/** A changed file whose lines 4–6 are commentable; each test changes one thing. */
export function sampleFile(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    oldPath: null,
    status: 'modified',
    additions: 1,
    deletions: 1,
    binary: false,
    hunks: parsePatch('@@ -4,3 +4,3 @@\n a\n-b\n+eval(input)\n d'),
    unread: null,
    ...over,
  };
}

export function sampleChange(over: Partial<Change> = {}): Change {
  const files = over.files ?? [sampleFile('src/job.ts')];
  return {
    repository: 'acme/shop',
    number: 1,
    title: 'Run jobs',
    body: '',
    author: 'alice',
    authorIsBot: false,
    draft: false,
    state: 'open',
    labels: [],
    baseRef: 'main',
    baseSha: 'b'.repeat(40),
    headRef: 'jobs',
    headSha: 'a'.repeat(40),
    changedFiles: files.length,
    files,
    ...over,
  };
}

export function sampleClaim(over: Partial<Claim> = {}): Claim {
  return {
    rule: 'js/eval',
    severity: 'must-fix',
    category: 'security',
    title: 'Input is executed',
    body: 'Whoever sends the input runs code here.',
    path: 'src/job.ts',
    side: 'RIGHT',
    line: 5,
    startLine: null,
    quote: 'eval(input)',
    evidence: 'syntax tree',
    suggestion: null,
    ...over,
  };
}

/** A finding as the ledger keeps it: open, and without a comment yet. */
export function sampleTold(handle: number, over: Partial<LedgerFinding> = {}): LedgerFinding {
  return {
    ...sampleClaim(),
    fingerprint: `f${handle}`,
    anchored: true,
    id: `id-${handle}`,
    handle,
    state: 'open',
    fixedIn: null,
    commentId: null,
    commentNodeId: null,
    ...over,
  };
}
