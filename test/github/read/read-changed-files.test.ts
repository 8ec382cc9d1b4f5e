import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchChange } from '../../../src/github/read/fetch-change.js';
import { GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { readConflictingPulls } from '../../../src/github/read/read-conflicting-pulls.js';
import { readLinkedIssues } from '../../../src/github/read/read-linked-issues.js';
import { readRepositorySettings } from '../../../src/github/settings/read-repository-settings.js';
import { connect, fakeGitHub, PULL, TARGET, type Answer, type Request } from '../fake-github.js';

const FILES = '/repos/acme/shop/pulls/5/files';
const BASE = 'c'.repeat(40);

afterEach(() => nock.cleanAll());

interface Row {
  filename: string;
  previous_filename?: string;
  status: string;
  additions: number;
  deletions: number;
  changes: number;
  sha?: string;
  patch?: string;
}

function row(filename: string, change: Partial<Row> = {}): Row {
  return {
    filename,
    status: 'modified',
    additions: 1,
    deletions: 0,
    changes: 1,
    patch: '@@ -1 +1,2 @@\n a\n+b',
    ...change,
  };
}

function many(count: number): Row[] {
  return Array.from({ length: count }, (_unused, index) => row(`f${String(index).padStart(4, '0')}.ts`));
}

/** GitHub with these files; `answer` may replace the answer to a page. */
function withFiles(
  rows: Row[],
  more: (request: Request, page: number, size: number) => Answer | undefined = () => undefined,
) {
  return fakeGitHub((request) => {
    const { pathname, searchParams } = new URL(request.path, 'https://x.test');
    const page = Number(searchParams.get('page'));
    const size = Number(searchParams.get('per_page'));
    const special = more(request, page, size);
    if (special) return special;
    if (pathname === FILES) return { body: rows.slice((page - 1) * size, page * size) };
    if (pathname === '/repos/acme/shop/pulls/5') return { body: { ...PULL, changed_files: rows.length } };
    if (pathname.includes('/compare/')) return { body: { merge_base_commit: { sha: BASE } } };
    return undefined;
  });
}

function contents(files: Record<string, string | undefined>) {
  return ({ path }: Request): Answer | undefined => {
    const match = /\/contents\/(.+)\?ref=(\w)/.exec(path);
    if (!match) return undefined;
    const text = files[`${match[2]}:${match[1]}`];
    const headers = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' };
    return text === undefined ? undefined : { body: text, headers };
  };
}

describe('fetchChange', () => {
  it.each([0, 1, 99, 100, 101, 300, 301])('E7: reads %d files', async (count) => {
    withFiles(many(count));
    const { files, changedFiles } = await fetchChange(await connect(), TARGET);
    expect([files.length, changedFiles]).toEqual([count, count]);
    expect(files.every((file) => file.unread === null && file.hunks.length === 1)).toBe(true);
  });

  it('D7, D8: asks again for a page that came empty or cut, and never takes it for the whole', async () => {
    const rows = many(250);
    let faults = 2;
    withFiles(rows, (_request, page) => {
      if (page !== 2 || faults-- <= 0) return undefined;
      return { body: faults ? '' : JSON.stringify(rows).slice(0, 5000) };
    });
    expect((await fetchChange(await connect(), TARGET)).files).toHaveLength(250);
  });

  it('D7: reads a short list a second time', async () => {
    let short = true;
    withFiles(many(150), (_request, page) => {
      if (page !== 2 || !short) return undefined;
      short = false;
      return { body: [] };
    });
    expect((await fetchChange(await connect(), TARGET)).files).toHaveLength(150);
  });

  it('D8: ends when a page repeats for ever, and names what is missing from the trees', async () => {
    const rows = many(250);
    const tree = (change: string) => ({
      body: { tree: rows.map(({ filename }) => ({ path: filename, type: 'blob', sha: change })) },
    });
    const journal = withFiles(rows, ({ path }) => {
      if (path.includes(`/git/trees/${BASE}`)) return tree('1');
      if (path.includes('/git/trees/')) return tree('2');
      return path.startsWith(FILES) ? { body: rows.slice(0, 100) } : undefined;
    });
    const { files, changedFiles } = await fetchChange(await connect(), TARGET);
    expect(changedFiles).toBe(250);
    expect(files.filter(({ hunks }) => hunks.length > 0)).toHaveLength(100);
    expect(files.filter(({ unread }) => unread !== null)).toHaveLength(150);
    expect(journal.filter(({ path }) => path.startsWith(FILES)).length).toBeLessThan(10);
  });

  it('E7: stops at 3,000 files and keeps the count', async () => {
    const rows = many(3001);
    withFiles(rows, ({ path }, page) => (path.startsWith(FILES) && page > 30 ? { body: [] } : undefined));
    const { files, changedFiles } = await fetchChange(await connect(), TARGET);
    expect([files.length, changedFiles]).toEqual([3000, 3001]);
  });

  it('E8: gets zeroed rows on a smaller page', async () => {
    const rows = [...many(15), row('late.ts')];
    const zeroed = (file: Row) => ({ ...file, additions: 0, deletions: 0, changes: 0, patch: undefined });
    withFiles(rows, ({ path }, _page, size) =>
      path.startsWith(FILES) && size === 100
        ? { body: [...rows.slice(0, 15), zeroed(rows[15] ?? row(''))] }
        : undefined,
    );
    const { files } = await fetchChange(await connect(), TARGET);
    expect(files.at(-1)).toMatchObject({ path: 'late.ts', additions: 1, unread: null, hunks: [{ newCount: 2 }] });
  });

  const none = { additions: 0, deletions: 0, changes: 0, patch: undefined };
  it.each<[string, Row, Record<string, string>, object]>([
    [
      'too large for a patch',
      row('big.ts', { patch: undefined, additions: 9, changes: 9 }),
      { 'c:big.ts': 'a\n', 'a:big.ts': 'a\nb\n' },
      { additions: 1, deletions: 0, binary: false, unread: null },
    ],
    [
      'a cut patch',
      row('cut.ts', { additions: 2, changes: 2 }),
      { 'c:cut.ts': 'a\n', 'a:cut.ts': 'a\nb\nc\n' },
      { additions: 2, unread: null },
    ],
    ['binary', row('data', none), { 'c:data': 'x\0', 'a:data': 'y\0' }, { binary: true, unread: null }],
    ['an image', row('a.png', none), {}, { binary: true, unread: null }],
    [
      'an empty file',
      row('empty', { ...none, status: 'added', sha: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' }),
      {},
      { hunks: [], unread: null },
    ],
    [
      'a mode change',
      row('run.sh', none),
      { 'c:run.sh': 'a\n', 'a:run.sh': 'a\n' },
      { hunks: [], binary: false, unread: null },
    ],
    [
      'a pure rename',
      row('new.ts', { ...none, status: 'renamed', previous_filename: 'old.ts' }),
      {},
      { oldPath: 'old.ts', status: 'renamed', hunks: [], unread: null },
    ],
    [
      'a path with odd characters',
      row('a b/#?%2e{x}:y.ts', none),
      { 'c:a b/#?%2e{x}:y.ts': 'a\n', 'a:a b/#?%2e{x}:y.ts': 'b\n' },
      { additions: 1, deletions: 1 },
    ],
    ['gone', row('gone.ts', none), {}, { unread: 'GitHub sent neither a diff nor the file' }],
  ])('E8, E10: fills a row without a usable patch: %s', async (_name, file, blobs, expected) => {
    withFiles([file], contents(blobs));
    expect((await fetchChange(await connect(), TARGET)).files[0]).toMatchObject({ path: file.filename, ...expected });
  });

  it('says of a file that cannot be read that it was not', async () => {
    withFiles([row('big.ts', { patch: undefined })], ({ path }) =>
      path.includes('/contents/') ? { status: 502 } : undefined,
    );
    expect((await fetchChange(await connect(), TARGET)).files[0]?.unread).toContain('could not be read');
  });

  it('E1: starts again when the head moves, and gives up when it never rests', async () => {
    let pushes = 1;
    let head = 0;
    const moving = ({ path }: Request): Answer | undefined => {
      if (path.startsWith(FILES) && pushes-- > 0) head++;
      if (path !== '/repos/acme/shop/pulls/5') return undefined;
      return { body: { ...PULL, changed_files: 1, head: { ref: 'feature', sha: String(head).repeat(40) } } };
    };
    withFiles(many(1), moving);
    expect((await fetchChange(await connect(), TARGET)).headSha).toBe('1'.repeat(40));
    nock.cleanAll();
    pushes = Infinity;
    withFiles(many(1), moving);
    await expect(fetchChange(await connect(), TARGET)).rejects.toBeInstanceOf(GitHubUnavailableError);
  });
});

it('E16: reads settings at the base commit only', async () => {
  const journal = fakeGitHub(contents({ 'b:.github/nectr.yml': 'max_comments: 3' }));
  const { settings, notices } = await readRepositorySettings(await connect(), TARGET, PULL.base.sha);
  expect([settings.max_comments, notices]).toEqual([3, []]);
  expect(journal.at(-1)?.path).toContain(`ref=${PULL.base.sha}`);
});

it('E16: reads nectr.yml where both are there', async () => {
  const both = { 'b:.github/nectr.yml': 'max_comments: 3', 'b:.github/nectr.yaml': 'max_comments: 4' };
  fakeGitHub(contents(both));
  const { settings, notices } = await readRepositorySettings(await connect(), TARGET, PULL.base.sha);
  expect([settings.max_comments, notices]).toEqual([3, []]);
});

it('says that nectr.yaml is not read', async () => {
  fakeGitHub(contents({ 'b:.github/nectr.yaml': 'max_comments: 3' }));
  const { settings, notices } = await readRepositorySettings(await connect(), TARGET, PULL.base.sha);
  expect(settings.max_comments).toBe(10);
  expect(notices).toHaveLength(1);
});

it('finds linked issues with and without GraphQL', async () => {
  const graphql = {
    body: {
      data: {
        repository: {
          pullRequest: {
            closingIssuesReferences: {
              nodes: [
                { number: 8, repository: { nameWithOwner: 'acme/shop' } },
                { number: 9, repository: { nameWithOwner: 'other/repo' } },
              ],
            },
          },
        },
      },
    },
  };
  const pull = { body: 'See #3 and #4, fixes #2. Not a#6 nor x/y#7, #5 is this one.', repository: 'acme/shop' };
  for (const [answer, expected] of [
    [graphql, [8, 2, 3]],
    [{ status: 502 }, [2, 3]],
  ] as [Answer, number[]][]) {
    fakeGitHub(({ path }) => {
      if (path === '/graphql') return answer;
      const number = Number(/\/issues\/(\d+)$/.exec(path)?.[1]);
      if (!number || number > 8 || number === 6) return undefined;
      return { body: { number, title: `Issue ${number}`, state: 'open', ...(number === 4 && { pull_request: {} }) } };
    });
    const issues = await readLinkedIssues(await connect(), TARGET, pull);
    expect(issues.map(({ number }) => number)).toEqual(expected);
    nock.cleanAll();
  }
});

it('finds open pull requests that touch the same files, ten at most', async () => {
  const open = Array.from({ length: 11 }, (_unused, index) => ({ number: index + 1, title: `Pull ${index + 1}` }));
  const journal = fakeGitHub(({ path }) => {
    if (path.startsWith('/repos/acme/shop/pulls?')) return { body: open };
    const number = Number(/\/pulls\/(\d+)\/files/.exec(path)?.[1]);
    return number ? { body: [{ filename: number === 7 ? 'a.ts' : 'z.ts' }] } : undefined;
  });
  expect(await readConflictingPulls(await connect(), TARGET, ['a.ts'])).toEqual([
    { number: 7, title: 'Pull 7', files: ['a.ts'] },
  ]);
  expect(journal.filter(({ path }) => path.includes('/files'))).toHaveLength(10);
});
