import { isSafePath } from '../snapshot/safe-path.js';
import { hitsIn } from '../snapshot/search-contents.js';
import { defaultCaps } from '../snapshot/snapshot-caps.js';
import type { Omitted, SearchHit, Snapshot, SnapshotFile } from '../snapshot/types.js';
import { createPauses } from '../turns/create-pauses.js';
import { cutText } from '../words/cut-text.js';
import { mirrorStream, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { NOT_IN_CLONE } from './without-missing.js';

const { fileBytes, files: MOST_FILES, omitted: MOST_OMITTED } = defaultCaps;
const DEFAULT_HITS = 50;
/** Of a link's target, what is shown. */
const LONGEST_TARGET = 200;
/** What `git ls-tree -l` says in place of a size where the object is missing. */
const MISSING = 'BAD';
const LINK = '120000';

interface Listed {
  files: SnapshotFile[];
  ids: Map<string, string>;
  omitted: Omitted[];
  /** Files that are there and too large. */
  large: string[];
}

/**
 * The contents of a commit or tree, as `git archive` would pack them. Only the list of names is read at once: what a
 * file holds is asked of git when somebody wants it, so that the work follows the change and not the repository. What a
 * partial clone lacks is named in `omitted`. Throws GitError, and the reason of `signal`.
 */
export async function readSnapshot(
  checkout: Pick<Checkout, 'mirror' | 'blobs'>,
  sha: string,
  signal?: AbortSignal,
): Promise<Snapshot> {
  signal?.throwIfAborted();
  const { files, ids, omitted, large } = await listFiles(checkout, sha, signal);
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const readFile = async (path: string, most = Infinity) => {
    signal?.throwIfAborted();
    const id = ids.get(path);
    const bytes = id === undefined ? null : await checkout.blobs.read(id);
    return bytes === null || bytes.length <= most ? bytes : bytes.subarray(0, most);
  };
  return {
    sha,
    omitted,
    list: () => files,
    sizeOf: (path) => sizes.get(path) ?? null,
    readFile,
    search: async (text, { limit = DEFAULT_HITS, prefix = '' } = {}) => {
      const hits: SearchHit[] = [];
      const needle = Buffer.from(text);
      if (needle.length === 0 || limit <= 0) return hits;
      for await (const path of filesWith(checkout, sha, text, large)) {
        const bytes = path.startsWith(prefix) ? await readFile(path) : null;
        if (bytes !== null) hits.push(...hitsIn(path, bytes, needle, limit - hits.length));
        if (hits.length >= limit) break;
      }
      return hits;
    },
  };
}

async function listFiles(
  checkout: Pick<Checkout, 'mirror' | 'blobs'>,
  sha: string,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const text = await mirrorText(checkout, ['ls-tree', '-r', '-l', '-z', '--full-tree', sha]);
  const found: Listed = { files: [], ids: new Map(), omitted: [], large: [] };
  const links: { path: string; id: string }[] = [];
  let unnamed = 0;
  const leaveOut = (one: Omitted) => {
    if (found.omitted.length >= MOST_OMITTED) unnamed += 1;
    else found.omitted.push(one);
  };
  const pause = createPauses();
  for (let from = 0, end = text.indexOf('\0'); end >= 0; from = end + 1, end = text.indexOf('\0', from)) {
    const wait = pause();
    if (wait) await wait;
    signal?.throwIfAborted();
    const { isLink, id, size, path } = entryOf(text, from, end);
    // Of a submodule only the name of a commit is here.
    if (id === null) continue;
    if (!isSafePath(path)) leaveOut({ path: cutText(path, 500), reason: 'its path is not safe' });
    else if (size === MISSING) found.omitted.push({ path, reason: NOT_IN_CLONE });
    else if (isLink) links.push({ path, id });
    else if (found.ids.has(path)) leaveOut({ path, reason: 'its path comes twice' });
    else if (Number(size) > fileBytes) {
      found.large.push(path);
      leaveOut({ path, reason: `it is larger than ${fileBytes} bytes`, size: Number(size) });
    } else if (found.files.length >= MOST_FILES) {
      leaveOut({ path, reason: `the repository has more than ${MOST_FILES} files`, size: Number(size) });
    } else {
      found.files.push({ path, size: Number(size) });
      found.ids.set(path, id);
    }
  }
  for (const { path, id } of links.slice(0, MOST_OMITTED)) {
    const target = cutText((await checkout.blobs.read(id))?.toString('utf8') ?? '', LONGEST_TARGET);
    leaveOut({ path, reason: `symbolic link to ${target}`, isLink: true });
  }
  unnamed += Math.max(0, links.length - MOST_OMITTED);
  if (unnamed > 0) found.omitted.push({ path: `${unnamed} more`, reason: 'too many are left out', files: unnamed });
  return found;
}

/** `100644 blob <id> <size, right-aligned>\t<path>`; by hand, since a repository may have 200,000 of them. */
function entryOf(text: string, from: number, end: number) {
  const tab = text.indexOf('\t', from);
  const [mode = '', type = '', id = ''] = text.slice(from, tab).split(' ', 3);
  return {
    isLink: mode === LINK,
    id: type === 'blob' ? id : null,
    size: text.slice(text.lastIndexOf(' ', tab) + 1, tab),
    path: text.slice(tab + 1, end),
  };
}

/** Most pathspecs that are given to git: arguments of a command are limited. */
const MOST_EXCLUDED = 500;

/** Paths of files that may hold a text, binaries left out, in the order of the tree. */
async function* filesWith(
  checkout: Pick<Checkout, 'mirror'>,
  sha: string,
  text: string,
  large: readonly string[],
): AsyncGenerator<string> {
  // Git looks for single lines.
  const [line = ''] = text.split(/[\n\0]/).toSorted((a, b) => b.length - a.length);
  const without = large.slice(0, MOST_EXCLUDED).map((path) => `:(top,exclude,literal)${path}`);
  const args = ['grep', '-l', '-z', '-I', '-F', '--full-name', '-e', line, sha, '--', ...without];
  for await (const record of records(mirrorStream(checkout, args, [1]))) yield record.slice(sha.length + 1);
}

/** What stands between NUL bytes. */
async function* records(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
      yield bytes.toString('utf8', from, end);
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
  }
}
