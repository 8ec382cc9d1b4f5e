import type { DataSource } from 'typeorm';
import { redact } from '../../access/redact.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readYamlApart } from '../../github/settings/read-yaml-apart.js';
import { isRuleId } from '../../github/settings/settings-schema.js';
import { MEMORY_FILE } from '../../memory/files/memory-file.js';
import { syncMemoryFile } from '../../memory/files/sync-memory-file.js';
import { maskSecrets } from '../../review/analyzers/mask-secrets.js';

/** What a memory file is read with. */
export const MEMORY_FILE_PORTS = {
  readYaml: readYamlApart,
  isRule: isRuleId,
  clean: (text: string) => redact(maskSecrets(text)),
};

/**
 * Brings what a repository remembers to what `.github/nectr/memories.yml` says on its default branch now: never at a
 * head, and not on the branch a pull request goes to, which anybody who may write can make. Asked at each review, so
 * that no push is missed, whoever lost its delivery. Returns what is wrong with the file, as Markdown for the summary.
 * Throws what GitHub and the database throw.
 */
export async function followMemoryFile(
  source: DataSource,
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  owner: { installationId: number; repositoryId: number },
): Promise<string[]> {
  return syncMemoryFile(source, owner, await readBlob(octokit, target, MEMORY_FILE, null), MEMORY_FILE_PORTS);
}
