import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fetchChange } from '../../../src/github/read/fetch-change.js';
import { closePool } from '../../../src/review/analyzers/analyse.js';
import { openChange, type RealChange, type Tree } from '../real-change.js';

let change: RealChange | null = null;
afterEach(async () => {
  await change?.close();
  change = null;
});
afterAll(closePool);

const SECRET = `const key = '${'sk_li'}ve_4eC39HqLyjWDarjtT1zdp7dcAAAA';`;
const LINES = (count: number, text = 'x = 1;') =>
  Array.from({ length: count }, (_, index) => `${text} // ${index}\n`).join('');

async function open(base: Tree, head: Tree): Promise<RealChange> {
  change = await openChange({ base, head });
  return change;
}

/** Reviews and posts; every comment must stand on the line that holds `SECRET` in the head. */
async function reviewAndPost(opened: RealChange) {
  const result = await opened.review();
  const published = await opened.publish(result);
  const comments = [...(opened.issue.pull?.reviewComments.values() ?? [])];
  return { result, published, places: comments.map(({ original }) => `${original.path}:${original.line}`) };
}

describe('files that an archive leaves out', () => {
  it('are read one by one, and reviewed', async () => {
    const attributes = { '.gitattributes': 'internal export-ignore\n', 'a.ts': 'a\n' };
    const { review } = await open(attributes, { ...attributes, 'internal/pay.ts': `${SECRET}\n` });
    const { coverage, round } = await review();
    expect(coverage).toMatchObject({ read: ['internal/pay.ts'], unread: [] });
    expect(round?.fresh.map(({ path, category }) => [path, category])).toEqual([['internal/pay.ts', 'security']]);
  });
});

describe('E6: what is gone', () => {
  it('reads through the base repository when fork and branch are deleted', async () => {
    const opened = await open({ 'a.ts': 'a\n' }, { 'a.ts': `a\n${SECRET}\n` });
    const { pull } = opened.issue;
    if (pull) pull.head.fork = { id: 1, owner: { id: 2, login: 'stranger', type: 'User' }, deleted: true };
    opened.git('update-ref', '-d', 'refs/heads/topic');
    expect((await reviewAndPost(opened)).places).toEqual(['a.ts:2']);
  });
});

describe('E7: how many files', () => {
  it.each([0, 1, 300, 301, 2999, 3000, 3001])(
    '%i: every file is read or named',
    async (count) => {
      const head: Tree = { 'base.ts': 'a\n' };
      for (let index = 0; index < count; index++)
        head[`src/f${String(index).padStart(4, '0')}.ts`] = `export const a${index} = 1;\n`;
      if (count > 0) head['src/f0000.ts'] = `${SECRET}\n`;
      const opened = await open({ 'base.ts': 'a\n' }, head);
      const { result, places } = await reviewAndPost(opened);
      const { coverage, rendered } = result;
      expect(coverage.total).toBe(count);
      expect(coverage.read.length + coverage.skipped.length + coverage.unread.length).toBe(count);
      expect(coverage.read.length).toBe(count);
      expect(rendered.summary).toContain(`Coverage: ${count} of ${count} file${count === 1 ? '' : 's'}`);
      expect(places).toEqual(count > 0 ? ['src/f0000.ts:1'] : []);
    },
    60_000,
  );
});

describe('E7: beyond the 3,000 files that GitHub lists', () => {
  it('reads those first where a fault costs most, and names the rest', async () => {
    const head: Tree = { 'base.ts': 'a\n' };
    for (let index = 0; index < 3000; index++) head[`src/f${String(index).padStart(4, '0')}.ts`] = 'export {};\n';
    for (let index = 0; index < 120; index++) head[`test/f${index}.ts`] = 'export {};\n';
    head['vendor/lib.js'] = 'a();\n';
    head['web/session-token.ts'] = `${SECRET}\n`;
    head['web/logo.png'] = 'PNG\0';
    const opened = await open({ 'base.ts': 'a\n', 'web/old.ts': 'b\n' }, head);
    const { result, places } = await reviewAndPost(opened);
    const { coverage, rendered } = result;
    expect(coverage.total).toBe(3124);
    expect(coverage.read).toHaveLength(3100);
    expect(coverage.read).toEqual(expect.arrayContaining(['web/session-token.ts', 'web/old.ts']));
    expect(coverage.skipped.map(({ path }) => path).toSorted()).toEqual(['vendor/lib.js', 'web/logo.png']);
    expect(coverage.unread).toHaveLength(22);
    expect(coverage.unread.every(({ path }) => path.startsWith('test/'))).toBe(true);
    expect(places).toEqual(['web/session-token.ts:1']);
    expect(rendered.outcome).toMatchObject({ kind: 'partial', reason: expect.stringContaining('22 of 3124 files') });
  }, 60_000);
});

describe('E8: more than 20,000 lines in one answer', () => {
  it('never takes a zeroed row for an unchanged file', async () => {
    const head: Tree = { 'base.ts': 'a\n' };
    for (let index = 0; index < 9; index++) head[`src/f${index}.ts`] = LINES(3000);
    head['src/late.ts'] = `a\n${SECRET}\n`;
    const opened = await open({ 'base.ts': 'a\n' }, head);
    const rows = await opened.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...opened.target,
      pull_number: opened.target.number,
      per_page: 100,
    });
    expect(rows.data.at(-1)).toMatchObject({ filename: 'src/late.ts', changes: 0 });
    const { result, places } = await reviewAndPost(opened);
    expect(result.coverage).toMatchObject({ total: 10, unread: [] });
    expect(result.coverage.read).toHaveLength(10);
    expect(places).toEqual(['src/late.ts:2']);
  });
});

describe('E9: large files', () => {
  it.each<[string, Tree, { read: string[]; reason?: RegExp }]>([
    [
      '40 MB in one file',
      { 'data/big.sql': LINES(400_000, 'y'.repeat(93)) },
      { read: [], reason: /^larger than 2 MB$/ },
    ],
    [
      'a line of 5 MB',
      { 'src/line.js': `const a = "${'x'.repeat(5 * 1024 ** 2)}";\n` },
      { read: [], reason: /^larger than 2 MB$/ },
    ],
    ['a lockfile of 100,000 lines', { 'package-lock.json': LINES(100_000, '"a": 1,') }, { read: [] }],
    ['a source of 60,000 lines', { 'src/rows.ts': LINES(60_000) }, { read: ['src/rows.ts'] }],
  ])(
    '%s: bounded in time and memory, and said',
    async (_, files, expected) => {
      const opened = await open({ 'base.ts': 'a\n' }, { 'base.ts': 'a\n', ...files, 'src/small.ts': `a\n${SECRET}\n` });
      const before = process.memoryUsage().rss;
      let peak = before;
      const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
      const from = performance.now();
      const { result, places } = await reviewAndPost(opened);
      clearInterval(timer);
      // The sandbox, in the same process, takes its part.
      const asked = [...opened.sandbox.state.requests].filter(([route]) => route.includes('/contents/data'));
      expect(asked.map(([, times]) => times)).toEqual(asked.map(() => 1));
      expect(performance.now() - from).toBeLessThan(40_000);
      expect((peak - before) / 1024 ** 2).toBeLessThan(1200);
      expect(result.coverage.read.toSorted()).toEqual([...expected.read, 'src/small.ts'].toSorted());
      expect(result.coverage.skipped.length + result.coverage.unread.length).toBe(1 - expected.read.length);
      for (const { reason } of result.coverage.unread) expect(reason).toMatch(expected.reason ?? /^$/);
      expect(places).toEqual(['src/small.ts:2']);
    },
    90_000,
  );
});

describe('E10: kinds of changes', () => {
  it('handles each, and the only comment stands at its line', async () => {
    const commit = 'b'.repeat(40);
    const base: Tree = {
      'image.png': Buffer.from([0x89, 0x50, 0, 1]),
      'paper.pdf': Buffer.from('%PDF-1.4\0'),
      'data.bin': Buffer.from([0, 1, 2]),
      'pointer.dat': 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n',
      lib: { mode: '160000', text: 'a'.repeat(40) },
      link: { mode: '120000', text: 'a.ts' },
      'run.sh': 'echo a\n',
      'filled.ts': '',
      'emptied.ts': 'a\n',
      'gone.ts': 'a\n',
      'old name.ts': LINES(30),
      'moved.ts': LINES(30, 'y = 1;'),
      'original.ts': LINES(30, 'z = 1;'),
      'kind.ts': 'a\n',
    };
    const head: Tree = {
      'image.png': Buffer.from([0x89, 0x50, 0, 2]),
      'paper.pdf': Buffer.from('%PDF-1.5\0'),
      'data.bin': Buffer.from([0, 1, 3]),
      'pointer.dat': 'version https://git-lfs.github.com/spec/v1\noid sha256:bb\nsize 2\n',
      lib: { mode: '160000', text: commit },
      link: { mode: '120000', text: 'b.ts' },
      'run.sh': { mode: '100755', text: 'echo a\n' },
      'filled.ts': `a\n${SECRET}\n`,
      'emptied.ts': '',
      'empty.ts': '',
      'new name.ts': LINES(30),
      'moved/there.ts': `${LINES(30, 'y = 1;')}const b = 2;\n`,
      'original.ts': LINES(30, 'z = 1;'),
      'copy.ts': LINES(30, 'z = 1;'),
      'kind.ts': { mode: '120000', text: 'a.ts' },
    };
    const opened = await open(base, head);
    const { files } = await fetchChange(opened.octokit, opened.target);
    const shape = Object.fromEntries(
      files.map(({ path, status, binary, unread, hunks }) => [
        path,
        unread === null ? `${status}${binary ? ' binary' : ''} ${hunks.length}` : `unread`,
      ]),
    );
    expect(shape).toMatchObject({
      'image.png': 'modified binary 0',
      'paper.pdf': 'modified binary 0',
      'data.bin': 'modified binary 0',
      'pointer.dat': 'modified 1',
      'run.sh': 'modified 0',
      'filled.ts': 'modified 1',
      'emptied.ts': 'modified 1',
      'empty.ts': 'added 0',
      'gone.ts': 'deleted 1',
      'new name.ts': 'renamed 0',
      'moved/there.ts': 'renamed 1',
      'copy.ts': 'added 1',
    });
    const { result, published, places } = await reviewAndPost(opened);
    expect(places).toEqual(['filled.ts:2']);
    expect(published).toMatchObject({ demoted: [], failures: [] });
    const { coverage } = result;
    expect(coverage.read.length + coverage.skipped.length + coverage.unread.length).toBe(coverage.total);
  });
});

describe('E11: bytes of text', () => {
  const texts: [string, (secret: string) => Buffer][] = [
    ['CRLF', (secret) => Buffer.from(`a\r\nb\r\n${secret}\r\nc\r\n`)],
    ['mixed ends', (secret) => Buffer.from(`a\nb\r\n${secret}\nc\r\n`)],
    ['no end of line', (secret) => Buffer.from(`a\nb\n${secret}`)],
    ['a byte order mark', (secret) => Buffer.from(`\ufeffa\nb\n${secret}\n`)],
    ['a form feed', (secret) => Buffer.from(`a\f\nb\n${secret}\n`)],
    ['Latin-1', (secret) => Buffer.concat([Buffer.from([0xe4, 0x0a, 0x62, 0x0a]), Buffer.from(`${secret}\n`)])],
    [
      'invalid UTF-8',
      (secret) => Buffer.concat([Buffer.from([0xff, 0xfe, 0xfd, 10, 98, 10]), Buffer.from(`${secret}\n`)]),
    ],
    ['trailing blanks', (secret) => Buffer.from(`a \nb\t\n${secret}   \n`)],
    ['lines like a diff', (secret) => Buffer.from(`+++ b/x\n@@ -1 +1 @@\n${secret}\n--- a/x\ndiff --git a/x b/x\n`)],
  ];
  it.each(texts)('%s: the comment stands at line 3', async (_, text) => {
    const opened = await open({ 'a.ts': 'other\n' }, { 'a.ts': text(SECRET) });
    const { places, result } = await reviewAndPost(opened);
    expect(places).toEqual(['a.ts:3']);
    expect(result.coverage.unread).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ['NUL', Buffer.from(`a\0\nb\n${SECRET}\n`)],
    ['UTF-16', Buffer.from(`a\nb\n${SECRET}\n`, 'utf16le')],
  ])('%s: binary for git, so it is named as such', async (_, text) => {
    const opened = await open({ 'a.ts': 'other\n' }, { 'a.ts': text });
    const { places, result } = await reviewAndPost(opened);
    expect(places).toEqual([]);
    expect(result.coverage.skipped).toEqual([{ path: 'a.ts', reason: 'binary' }]);
  });

  it('a lone CR ends no line: the anchor is that of git', async () => {
    const opened = await open({ 'a.ts': 'other\n' }, { 'a.ts': `a\rb\n${SECRET}\n` });
    expect((await reviewAndPost(opened)).places).toEqual(['a.ts:2']);
  });
});

describe('E12: paths', () => {
  it.each([
    'a b.ts',
    'a"b.ts',
    'a\tb.ts',
    'a\\b.ts',
    '-a.ts',
    'a..b/..c.ts',
    '%2e%2e/a.ts',
    'a#b?c.ts',
    'smile 😀.ts',
    'caf\u00e9.ts',
    'cafe\u0301.ts',
    '\u05d0\u05d1\u202e.ts',
    'a/a/b/b/dev/null.ts',
    'b/a.ts',
    `${'long/'.repeat(40)}a.ts`,
    '@@ -1 +1 @@.ts',
    'a\nb.ts',
  ])('%j is read, reviewed and commented', async (path) => {
    const opened = await open({ 'base.ts': 'a\n' }, { 'base.ts': 'a\n', [path]: `a\n${SECRET}\n` });
    const { result, places } = await reviewAndPost(opened);
    expect(result.coverage.unread).toEqual([]);
    expect(places).toEqual([`${path}:2`]);
  });

  it('a file past the size of a diff is filled from its blobs, whatever its name', async () => {
    const path = 'dir %2e#?/"q" {x}:y.ts';
    const head = LINES(25_000);
    const opened = await open({ [path]: head }, { [path]: `${head.replaceAll('x = 1', 'x = 2')}${SECRET}\n` });
    const { result } = await reviewAndPost(opened);
    expect(result.coverage).toMatchObject({ read: [path], unread: [] });
    expect(result.round?.fresh.map(({ line }) => line)).toEqual([25_001]);
  });
});

describe('E13: histories', () => {
  it('compares with the merge base when the base has gone ahead by 10,000 commits', async () => {
    const opened = await open({ 'a.ts': 'a\n', 'b.ts': 'b\n' }, { 'a.ts': `a\n${SECRET}\n`, 'b.ts': 'b\n' });
    const trees = Array.from({ length: 10_000 }, (_, index) => ({ 'a.ts': 'a\n', 'b.ts': `${SECRET}\n${index}\n` }));
    const tip = opened.commits(trees, opened.git('rev-parse', 'refs/heads/main'));
    expect(opened.git('rev-list', '--count', tip)).toBe('10001');
    opened.git('update-ref', 'refs/heads/main', tip);
    if (opened.issue.pull) opened.issue.pull.base.sha = tip;
    const { result, places } = await reviewAndPost(opened);
    expect(result.coverage.read).toEqual(['a.ts']);
    expect(places).toEqual(['a.ts:2']);
  });

  it('reads a branch of 500 commits as what they come to', async () => {
    const opened = await open({ 'a.ts': 'a\n' }, { 'a.ts': 'b\n' });
    const trees = Array.from({ length: 499 }, (_, index): Tree => ({ 'a.ts': `${SECRET}\n`, 'gone.ts': `${index}\n` }));
    const tip = opened.commits([...trees, { 'a.ts': `a\n${SECRET}\n` }], opened.git('rev-parse', 'topic'));
    await opened.sandbox.push(opened.repository, opened.issue.number, tip, false);
    const { result, places } = await reviewAndPost(opened);
    expect(result.coverage).toMatchObject({ total: 1, read: ['a.ts'] });
    expect(places).toEqual(['a.ts:2']);
  });

  it('a merge of the base into the branch adds nothing of the base', async () => {
    const opened = await open({ 'a.ts': 'a\n', 'b.ts': 'b\n' }, { 'a.ts': `a\n${SECRET}\n`, 'b.ts': 'b\n' });
    const [main, topic] = [opened.git('rev-parse', 'main'), opened.git('rev-parse', 'topic')];
    const ahead = opened.commit({ 'a.ts': 'a\n', 'b.ts': `${SECRET}\n` }, main);
    const merged = opened.commit({ 'a.ts': `a\n${SECRET}\n`, 'b.ts': `${SECRET}\n` }, topic, ahead);
    await opened.sandbox.push(opened.repository, opened.issue.number, merged, false);
    if (opened.issue.pull) opened.issue.pull.base.sha = ahead;
    const { result, places } = await reviewAndPost(opened);
    expect(result.coverage.read).toEqual(['a.ts']);
    expect(places).toEqual(['a.ts:2']);
  });

  it('branches with no commit in common are read, or it is said that they are not', async () => {
    const opened = await open({ 'a.ts': 'a\n' }, { 'a.ts': `a\n` });
    const alone = opened.commit({ 'c.ts': `c\n${SECRET}\n`, 'big.ts': LINES(25_000) });
    await opened.sandbox.push(opened.repository, opened.issue.number, alone, false);
    const { result } = await reviewAndPost(opened);
    const { coverage } = result;
    expect(coverage.read.length + coverage.skipped.length + coverage.unread.length).toBe(coverage.total);
    expect(coverage.read).toContain('c.ts');
  });
});

describe('E16: settings that the pull request itself changes', () => {
  it('are those of the base', async () => {
    const base: Tree = { '.github/nectr.yml': 'max_comments: 1\nunknown_key: 1\n', 'a.ts': 'a\n' };
    const opened = await open(base, {
      '.github/nectr.yml': 'enabled: false\npaths: { ignore: ["**"] }\n',
      'a.ts': `a\n${SECRET}\n`,
    });
    const { result, places } = await reviewAndPost(opened);
    expect(places).toEqual(['a.ts:2']);
    expect(result.rendered.summary).toContain('unknown_key');
  });

  it('a link in its place is not followed', async () => {
    const base: Tree = {
      '.github/nectr.yml': { mode: '120000', text: '../other.yml' },
      'other.yml': 'enabled: false\n',
      'a.ts': 'a\n',
    };
    const opened = await open(base, { ...base, 'a.ts': `a\n${SECRET}\n` });
    expect((await reviewAndPost(opened)).places).toEqual(['a.ts:2']);
  });
});
