import type { DemoCommit } from './demo-commit.js';
import { walkHistory, type Tree } from './walk-history.js';

/**
 * The history as input of `git fast-import`: https://git-scm.com/docs/git-fast-import#_input_format.
 * Throws when an edit does not fit its file.
 */
export function fastImport(commits: readonly DemoCommit[]): string {
  const parts = walkHistory(commits).flatMap(({ commit, mark, parent, merged, before, tree }) => [
    commitHeader(commit, mark),
    parent ? `from :${parent.mark}\n` : '',
    merged ? `merge :${merged.mark}\n` : '',
    treeChanges(before, tree),
    '\n',
  ]);
  return `${parts.join('')}done\n`;
}

function commitHeader({ branch, author, date, message }: DemoCommit, mark: number): string {
  const person = `${author.name} <${author.email}> ${Date.parse(date) / 1000} +0000\n`;
  const ref = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
  return `commit ${ref}\nmark :${mark}\nauthor ${person}committer ${person}${data(`${message}\n`)}`;
}

function treeChanges(before: Tree, after: Tree): string {
  const removed = [...before.keys()].filter((path) => !after.has(path)).map((path) => `D ${path}\n`);
  const written = [...after]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return [...removed, ...written].join('');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
