import type { DemoChange, DemoCommit } from './demo-commit.js';

type Tree = ReadonlyMap<string, string>;

interface Tip {
  mark: number;
  tree: Tree;
}

/**
 * The history as input of `git fast-import`: https://git-scm.com/docs/git-fast-import#_input_format.
 * A merge takes from the merged branch every file that this branch changed. Throws when an edit does not fit its file.
 */
export function fastImport(commits: readonly DemoCommit[]): string {
  const tips = new Map<string, Tip>();
  const forks = new Map<string, Tree>();
  const parts: string[] = [];
  for (const [index, commit] of commits.entries()) {
    const mark = index + 1;
    const parent = tips.get(commit.branch) ?? tips.get('main');
    const before: Tree = parent?.tree ?? new Map<string, string>();
    if (!tips.has(commit.branch)) forks.set(commit.branch, before);
    const merged = commit.merges === undefined ? undefined : tips.get(commit.merges);
    const start = merged ? mergeTrees(before, forks.get(commit.merges ?? '') ?? before, merged.tree) : before;
    const tree = commit.changes.reduce<Tree>(applyChange, start);
    parts.push(commitHeader(commit, mark), parent ? `from :${parent.mark}\n` : '');
    parts.push(merged ? `merge :${merged.mark}\n` : '', treeChanges(before, tree), '\n');
    tips.set(commit.branch, { mark, tree });
  }
  return `${parts.join('')}done\n`;
}

function commitHeader({ branch, author, date, message }: DemoCommit, mark: number): string {
  const person = `${author.name} <${author.email}> ${Date.parse(date) / 1000} +0000\n`;
  return `commit refs/heads/${branch}\nmark :${mark}\nauthor ${person}committer ${person}${data(`${message}\n`)}`;
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

function mergeTrees(ours: Tree, fork: Tree, theirs: Tree): Tree {
  const merged = new Map(ours);
  for (const [path, text] of theirs) if (fork.get(path) !== text) merged.set(path, text);
  for (const path of fork.keys()) if (!theirs.has(path)) merged.delete(path);
  return merged;
}

function applyChange(tree: Tree, change: DemoChange): Tree {
  const next = new Map(tree);
  if (change.kind === 'write') return next.set(change.path, change.text);
  const text = next.get(change.path);
  if (text === undefined) throw new Error(`The demo history changes ${change.path} before it exists; reorder it`);
  if (change.kind === 'edit') {
    if (text.split(change.from).length !== 2)
      throw new Error(`The demo history edits "${change.from}" in ${change.path}, where it must stand exactly once`);
    return next.set(
      change.path,
      text.replace(change.from, () => change.to),
    );
  }
  next.delete(change.path);
  return next.set(change.to, text);
}
