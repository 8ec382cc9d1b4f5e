import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { readComparison } from '../../github/read/read-comparison.js';
import { readFolder, type FolderEntry } from '../../github/read/read-folder.js';
import type { ReadDefinition } from '../definitions/read-definition.js';
import { LARGEST_FILE, readWorkflowFile } from './read-workflow-file.js';
import { isWorkflowFile, WORKFLOW_FOLDER } from './workflow-folder.js';
import { sizeOf } from '../../words/size-of.js';

/** Files that are read of a repository, in the order of their names. */
const MOST_FILES = 20;
/** Files that are named at all. */
const MOST_NAMED = 100;
/** With `file:` before it and `.yml` left away it fits our rows. */
const FILE_NAME = /^[\p{L}\p{N}_][^\p{C}]{0,200}$/u;

export interface WorkflowFile {
  /** Without its folder. */
  name: string;
  read: ReadDefinition;
}

type Target = Pick<PullTarget, 'owner' | 'repo'>;

/**
 * The workflow files of a commit of the default branch, each read; null: the branch has others by now, whose push is
 * followed by itself. Throws what the client throws.
 */
export async function listWorkflowFiles(
  octokit: Octokit,
  target: Target,
  { sha, branch }: { sha: string; branch: string },
): Promise<WorkflowFile[] | null> {
  const entries = await entriesAt(octokit, target, sha);
  if (await isSuperseded(octokit, target, { sha, branch, entries })) return null;
  const files: WorkflowFile[] = [];
  for (const [nth, entry] of entries.slice(0, MOST_NAMED).entries()) {
    const why =
      nth < MOST_FILES ? refusal(entry) : `is not read: a repository has at most ${MOST_FILES} workflow files`;
    const read = why === null ? await readAt(octokit, target, entry.name, sha) : wrong(why);
    files.push({ name: entry.name, read });
  }
  return files;
}

/**
 * Deliveries come late and in any order: where the branch has gone on to a commit with other files, those count. A head
 * that lies behind is what GitHub shows for a moment after a push.
 */
async function isSuperseded(
  octokit: Octokit,
  target: Target,
  { sha, branch, entries }: { sha: string; branch: string; entries: readonly FolderEntry[] },
): Promise<boolean> {
  const head = await readBranchHead(octokit, target, branch);
  if (head === null || head === sha) return false;
  const now = await entriesAt(octokit, target, head);
  const keyOf = (all: readonly FolderEntry[]) => JSON.stringify(all.map((entry) => [entry.name, entry.sha]));
  if (keyOf(now) === keyOf(entries)) return false;
  const compared = await readComparison(octokit, target, { base: sha, head });
  return compared?.status !== 'behind';
}

async function entriesAt(octokit: Octokit, target: Target, sha: string): Promise<FolderEntry[]> {
  const all = (await readFolder(octokit, target, WORKFLOW_FOLDER, sha)) ?? [];
  return all
    .filter(({ name, type }) => type === 'file' && isWorkflowFile(`${WORKFLOW_FOLDER}/${name}`))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function refusal({ name, size }: FolderEntry): string | null {
  if (!FILE_NAME.test(name)) return 'has a name that is too long, or has letters that cannot be shown';
  return size > LARGEST_FILE ? `is larger than ${sizeOf(LARGEST_FILE)}` : null;
}

async function readAt(octokit: Octokit, target: Target, name: string, sha: string): Promise<ReadDefinition> {
  const bytes = await readBlob(octokit, target, `${WORKFLOW_FOLDER}/${name}`, sha);
  return bytes === null ? wrong('is not there any more') : readWorkflowFile(Buffer.from(bytes), { ofRepository: true });
}

function wrong(detail: string): ReadDefinition {
  return { ok: false, errors: [{ field: '', detail }] };
}
