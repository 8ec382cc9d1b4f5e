/** Who a commit of the demo repository is by; `login` is the account that opens issues and pull requests. */
export interface DemoAuthor {
  login: string;
  name: string;
  email: string;
}

/** One change of a commit. Without a work tree, so a commit says what becomes of each file. */
export type DemoChange =
  | { kind: 'write'; path: string; text: string }
  | { kind: 'edit'; path: string; from: string; to: string }
  | { kind: 'move'; path: string; to: string };

export interface DemoCommit {
  /** The first commit of a branch starts at the tip that `main` has at that point of the history. Or a whole ref. */
  branch: string;
  author: DemoAuthor;
  /** ISO 8601 in UTC; fixed, so that the SHAs are the same on every machine. */
  date: string;
  message: string;
  changes: DemoChange[];
  /** The branch this commit merges; its tip becomes the second parent. */
  merges?: string;
}

/** The whole text of a file. */
export function write(path: string, text: string): DemoChange {
  return { kind: 'write', path, text };
}

/** `from`, which stands in the file exactly once, becomes `to`. */
export function edit(path: string, from: string, to: string): DemoChange {
  return { kind: 'edit', path, from, to };
}

/** The file keeps its text under another path. */
export function move(path: string, to: string): DemoChange {
  return { kind: 'move', path, to };
}

/** A commit on a branch. */
export function on(
  branch: string,
  author: DemoAuthor,
  date: string,
  message: string,
  changes: DemoChange[],
): DemoCommit {
  return { branch, author, date, message, changes };
}

/** The merge of a branch into `main`. */
export function merge(branch: string, author: DemoAuthor, date: string, body: string): DemoCommit {
  return { branch: 'main', author, date, message: `Merge branch '${branch}'\n\n${body}`, changes: [], merges: branch };
}
