import { readObject } from '../git-objects.js';
import { nodeId, type SandboxState } from '../state.js';

const TYPES: Readonly<Record<string, string>> = { '40000': 'tree', '160000': 'commit' };
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/i;

/** An entry of a tree: its mode and type as git has them, and the id. */
interface Entry {
  mode: number;
  type: string;
  oid: string;
}

/** What lies at a path of a commit; null: nothing. Folder by folder, by the reader that is open anyway. */
export async function entryAt(folder: string, sha: string, path: string): Promise<Entry | null> {
  let at: Entry = { mode: 0, type: 'tree', oid: `${sha}^{tree}` };
  for (const name of path.replace(/\/+$/, '').split('/')) {
    const tree = at.type === 'tree' ? await readObject(folder, at.oid) : null;
    const entry = tree?.type === 'tree' ? entryOf(tree.bytes, name, tree.sha.length / 2) : null;
    if (entry === null) return null;
    at = entry;
  }
  return at;
}

/** Git's own form of a tree: `<mode> <name>`, a NUL byte, the id in `width` bytes; again and again. */
function entryOf(tree: Buffer, wanted: string, width: number): Entry | null {
  for (let from = 0; from < tree.length;) {
    const end = tree.indexOf(0, from);
    const space = tree.indexOf(0x20, from);
    if (tree.toString('utf8', space + 1, end) === wanted) {
      const mode = tree.toString('latin1', from, space);
      const oid = tree.toString('hex', end + 1, end + 1 + width);
      return { mode: Number.parseInt(mode, 8), type: TYPES[mode] ?? 'blob', oid };
    }
    from = end + 1 + width;
  }
  return null;
}

/** A blob's own fields. GitHub gives the text of one that is not binary, up to half a megabyte of it. */
export function blobFields(bytes: Buffer) {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const isTruncated = !isBinary && bytes.length > LONGEST_TEXT;
  return {
    byteSize: bytes.length,
    isBinary,
    isTruncated,
    text: isBinary ? null : bytes.subarray(0, LONGEST_TEXT).toString('utf8'),
  };
}
const LONGEST_TEXT = 512 * 1024;

/** Who wrote a commit: git's author, then the co-authors of its message, each with the account whose address it is. */
export function authorsOf(state: SandboxState, commit: string, message: string): object[] {
  const [, name = '', email = ''] = /^author (.*) <([^>\n]*)> \d+ [+-]\d{4}$/m.exec(commit) ?? [];
  const others = [...message.matchAll(/^co-authored-by:\s*([^<\n]*?)\s*<([^>\n]+)>\s*$/gim)];
  const all = [{ name, email }, ...others.map(([, by = '', at = '']) => ({ name: by, email: at }))];
  return all.map((one) => ({ ...one, user: accountOf(state, one.email) }));
}

function accountOf(state: SandboxState, email: string): object | null {
  const login = NO_REPLY.exec(email)?.[1]?.toLowerCase();
  const found =
    (login === undefined ? undefined : state.users.get(login)) ??
    [...state.users.values()].find((user) => user.email !== undefined && user.email === email);
  if (found?.type !== 'User') return null;
  return { id: nodeId('U', found.id), databaseId: found.id, login: found.login, name: found.name ?? null };
}
