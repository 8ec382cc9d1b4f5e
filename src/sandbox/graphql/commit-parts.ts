import { gitText } from '../../checkout/git.js';
import { nodeId, type SandboxState } from '../state.js';

const TYPES: Readonly<Record<string, string>> = { '040000': 'tree', '160000': 'commit' };
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/i;

/** What lies at a path of a commit: its mode and type as git has them, and the id; null: nothing. */
export async function entryAt(
  folder: string,
  sha: string,
  path: string,
): Promise<{ mode: number; type: string; oid: string } | null> {
  const row = await gitText(folder, ['ls-tree', '-z', '--full-tree', sha, '--', path.replace(/\/+$/, '')]);
  const [, mode = '', oid = ''] = /^(\d{6}) \w+ ([0-9a-f]{40,64})\t/.exec(row) ?? [];
  if (mode === '') return null;
  return { mode: Number.parseInt(mode, 8), type: TYPES[mode] ?? 'blob', oid };
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
