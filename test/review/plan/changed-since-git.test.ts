import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDiff } from '../../../src/diff/parse-diff.js';
import { changedSince } from '../../../src/review/plan/changed-since.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-since-'));
const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', '-c', 'core.autocrlf=false', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  git('config', 'gc.auto', '0');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of three parts: only the base edits the top, only the pull request the bottom, so that no merge conflicts. */
const FENCE = Array.from({ length: 8 }, (_, index) => `between ${index}`);

interface Edit {
  at: number;
  remove: number;
  add: number;
}

let serial = 0;
function edited(lines: readonly string[], { at, remove, add }: Edit, who: string): string[] {
  const from = Math.min(at, lines.length);
  const fresh = Array.from({ length: add }, () => `${who} ${(serial += 1)}`);
  return [...lines.slice(0, from), ...fresh, ...lines.slice(from + remove)];
}

/** The lines of the new side that `git diff` adds, read from its hunk headers alone. */
function addedBy(...revisions: string[]): Set<number> {
  const added = new Set<number>();
  const text = git('diff', '-U0', '--no-color', ...revisions, '--', 'file.txt');
  for (const [, start, count = '1'] of text.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)) {
    for (let line = 0; line < Number(count); line += 1) added.add(Number(start) + line);
  }
  return added;
}

const edit = fc.record({ at: fc.nat(12), remove: fc.nat(3), add: fc.nat(3) });
const history = fc.record({
  first: fc.array(edit, { minLength: 1, maxLength: 3 }),
  base: fc.array(edit, { maxLength: 3 }),
  second: fc.array(edit, { maxLength: 3 }),
});

describe('changedSince, with git as the oracle', () => {
  it.each(['push', 'rebase', 'merge of the base', 'amend', 'force-push back'])(
    'is what both diffs of git add: %s',
    async (how) => {
      await fc.assert(
        fc.asyncProperty(history, async ({ first, base, second }) => {
          let top = Array.from({ length: 6 }, () => `top ${(serial += 1)}`);
          let bottom = Array.from({ length: 10 }, () => `bottom ${(serial += 1)}`);
          const commit = () => {
            writeFileSync(join(folder, 'file.txt'), [...top, ...FENCE, ...bottom, ''].join('\n'));
            git('add', '-A');
            git('commit', '-q', '--allow-empty', '-m', 'x');
            return git('rev-parse', 'HEAD').trim();
          };
          git('checkout', '-q', '--orphan', `base-${(serial += 1)}`);
          const start = commit();
          const [topBefore, bottomBefore] = [top, bottom];
          for (const one of base) top = edited(top, one, 'base');
          const baseHead = commit();

          git('checkout', '-q', '--detach', start);
          top = topBefore;
          for (const one of first) bottom = edited(bottom, one, 'mine');
          const early = commit();
          const bottomEarly = bottom;
          for (const one of second) bottom = edited(bottom, one, 'mine again');
          const late = commit();

          let [old, head] = [early, late];
          if (how === 'rebase') {
            git('rebase', '-q', '--onto', baseHead, start, late);
            head = git('rev-parse', 'HEAD').trim();
          } else if (how === 'merge of the base') {
            git('merge', '-q', '--no-ff', '-m', 'm', baseHead);
            head = git('rev-parse', 'HEAD').trim();
          } else if (how === 'amend') {
            git('checkout', '-q', '--detach', start);
            bottom =
              bottomEarly.length % 2 === 0 ? bottom : edited(bottomBefore, { at: 1, remove: 1, add: 2 }, 'amended');
            head = commit();
          } else if (how === 'force-push back') [old, head] = [late, early];

          const [file] = parseDiff(git('diff', `${baseHead}...${head}`));
          const now = await changedSince({
            oldText: git('show', `${old}:file.txt`),
            headText: git('show', `${head}:file.txt`),
            hunks: file?.hunks ?? [],
          });
          const since = addedBy(old, head);
          expect(now).toEqual(new Set([...addedBy(`${baseHead}...${head}`)].filter((line) => since.has(line))));
        }),
        { numRuns: 5, seed: 3 },
      );
    },
  );
});
