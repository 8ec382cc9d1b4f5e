import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { processIdentity, removeLeftovers } from '../files/leftovers.js';
import { CheckoutError } from './checkout-error.js';
import { GitError, gitText, LATE } from './git.js';
import { readBlobs, type Blobs } from './read-blobs.js';
import { refuseSpecialFiles, refuseUnlessFile } from './refuse-special-files.js';

/** Begins the name of a scratch folder; the process's identity follows. */
const SCRATCH = 'nectr-checkout-';

/** A local repository, opened for reading. */
export interface Checkout {
  /** The folder that was named; revisions are looked up here. */
  folder: string;
  /** Top folder of the working tree; null in a bare repository. */
  root: string | null;
  name: string;
  /** The repository's own git folder; of a linked worktree that of the worktree. */
  gitFolder: string;
  /** The index, or where it would be. */
  indexFile: string;
  /** The clone holds only a part of the history. */
  shallow: boolean;
  /**
   * A git folder of our own, which shares nothing with the repository but its objects: everything that looks at
   * contents runs here, so that no setting, attribute, hook, filter or replaced object of the repository has a say.
   */
  mirror: string;
  /**
   * The same for the working tree and the index: line ends are converted as the repository says, which git does itself
   * and runs no program for. What is written here is found in the mirror.
   */
  work: string;
  /** What files hold, asked for one by one. */
  blobs: Blobs;
  /** For what git writes on the way; removed by `close`. */
  scratch: string;
  close(): Promise<void>;
}

/**
 * Opens the repository that `path` lies in, without changing it. Attributes are switched off in the mirror: neither
 * `-diff` nor `export-ignore` hides a file, and nothing is converted. Throws CheckoutError if there is no repository.
 */
export async function openCheckout(path: string): Promise<Checkout> {
  const folder = resolve(path);
  await refuseSpecialFiles(folder);
  const [objects = '', shallowFile = '', indexFile = '', sharedIndex = '', format = ''] = await locate(folder, [
    '--git-path=objects',
    '--git-path=shallow',
    '--git-path=index',
    '--git-path=sharedindex',
    '--show-object-format',
  ]);
  // One answer, which may hold a line feed.
  const root = (await locate(folder, ['--show-toplevel']).catch(() => [])).join('\n');
  removeLeftovers(tmpdir(), SCRATCH, [process.getuid?.()]);
  const scratch = await mkdtemp(join(tmpdir(), `${SCRATCH}${processIdentity()}-`));
  const mirror = join(scratch, 'mirror.git');
  const work = join(scratch, 'work.git');
  const blobs = readBlobs(mirror);
  const close = () => {
    blobs.close();
    return rm(scratch, { recursive: true, force: true });
  };
  try {
    const kept = resolve(folder, objects);
    await makeMirror(mirror, { objects: [kept, join(work, 'objects')], format, attributes: AS_KEPT });
    await makeMirror(work, { objects: [kept], format, attributes: AS_WRITTEN });
    const shallow = await copied(resolve(folder, shallowFile), join(mirror, 'shallow'));
    // A commit under way (`git commit -a` runs hooks with it) has an index of its own.
    const index = resolve(root === '' ? folder : root, process.env['GIT_INDEX_FILE'] ?? resolve(folder, indexFile));
    await refuseUnlessFile(index);
    return {
      folder,
      root: root === '' ? null : root,
      name: basename(root === '' ? folder : root).replace(/\.git$/, '') || 'repository',
      gitFolder: dirname(resolve(folder, sharedIndex)),
      indexFile: index,
      shallow,
      mirror,
      work,
      blobs,
      scratch,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function locate(folder: string, questions: readonly string[]): Promise<string[]> {
  const args = questions.flatMap((question) => question.split('='));
  try {
    return (await gitText(folder, ['rev-parse', ...args])).trimEnd().split('\n');
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.exitCode === 'ENOENT' || error.exitCode === LATE) throw error;
    throw new CheckoutError(`${folder} is no git repository: run this inside of one, or name it with --repo`, {
      cause: error,
    });
  }
}

/** Without it git maps a whole pack, of a large repository some gigabytes. */
const PACKS = '\tpackedGitWindowSize = 1m\n\tpackedGitLimit = 64m\n';

/** The bytes that the repository keeps, all of them. Highest of all attributes, also of those that a commit brings. */
const AS_KEPT = '* -export-ignore -export-subst -text -eol -ident -filter -working-tree-encoding\n';
/** Without what runs a program, or decodes by a name that the repository chose. */
const AS_WRITTEN = '* -filter -working-tree-encoding\n';

/** What `git init --bare` would make, without templates; bare, so that no attributes are read from a working tree. */
async function makeMirror(
  mirror: string,
  { objects, format, attributes }: { objects: readonly string[]; format: string; attributes: string },
): Promise<void> {
  await mkdir(join(mirror, 'objects', 'info'), { recursive: true, mode: 0o700 });
  await mkdir(join(mirror, 'refs'));
  await mkdir(join(mirror, 'info'));
  const sha256 = format === 'sha256';
  await writeFile(join(mirror, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(
    join(mirror, 'config'),
    `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = true\n\tattributesFile = /dev/null\n${PACKS}${
      sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : ''
    }`,
  );
  await writeFile(join(mirror, 'objects', 'info', 'alternates'), `${objects.map(quoted).join('\n')}\n`);
  await writeFile(join(mirror, 'info', 'attributes'), attributes);
}

/** A path with a line feed needs the form of a C string: https://git-scm.com/docs/gitrepository-layout */
function quoted(path: string): string {
  return path.includes('\n') ? JSON.stringify(path) : path;
}

async function copied(from: string, to: string): Promise<boolean> {
  try {
    await cp(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
