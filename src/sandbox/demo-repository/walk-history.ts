import type { DemoChange, DemoCommit } from './demo-commit.js';

/** Texts by path. */
export type Tree = ReadonlyMap<string, string>;

/** A commit where it stands in the history. */
export interface Step {
  commit: DemoCommit;
  /** Number of the commit, counted from 1. */
  mark: number;
  parent: { mark: number; tree: Tree } | undefined;
  merged: { mark: number; tree: Tree } | undefined;
  /** The tree of the parent, and that of the commit. */
  before: Tree;
  tree: Tree;
}

/**
 * A history commit by commit, with its trees. A merge takes from the merged branch every file that this branch changed.
 * Throws when an edit does not fit its file.
 */
export function walkHistory(commits: readonly DemoCommit[]): Step[] {
  const tips = new Map<string, { mark: number; tree: Tree }>();
  const forks = new Map<string, Tree>();
  return commits.map((commit, index) => {
    const mark = index + 1;
    const parent = tips.get(commit.branch) ?? tips.get('main');
    const before: Tree = parent?.tree ?? new Map<string, string>();
    if (!tips.has(commit.branch)) forks.set(commit.branch, before);
    const merged = commit.merges === undefined ? undefined : tips.get(commit.merges);
    const start = merged ? mergeTrees(before, forks.get(commit.merges ?? '') ?? before, merged.tree) : before;
    const tree = commit.changes.reduce<Tree>(applyChange, start);
    tips.set(commit.branch, { mark, tree });
    return { commit, mark, parent, merged, before, tree };
  });
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
