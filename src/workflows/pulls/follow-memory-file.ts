import { GitHubLimitedError } from '../../github/client/github-error.js';
import { readYamlApart } from '../../github/settings/read-yaml-apart.js';
import { isRuleId } from '../../github/settings/settings-schema.js';
import { MEMORY_FILE } from '../../memory/files/memory-file.js';
import { syncMemoryFile } from '../../memory/files/sync-memory-file.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { speaksToModel } from '../../review/verify/detect-injection.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/** What a memory file is read with. */
export const MEMORY_FILE_PORTS = {
  readYaml: readYamlApart,
  isRule: isRuleId,
  clean: cleanText,
  speaksToModel,
};

/**
 * Brings what a repository remembers to what `.github/nectr/memories.yml` says on its default branch now: never at a
 * head, and not on the branch a pull request goes to, which anybody who may write can make. `read` gives a file of the
 * default branch. Asked at each review, so that no push is missed, whoever lost its delivery. Returns what is wrong with
 * the file, as Markdown for the summary; one that could not be asked for or followed is no more than that, unless GitHub
 * asks to wait.
 */
export async function followMemoryFile(
  { source, log }: Pick<WorkflowPorts, 'source' | 'log'>,
  run: RunRecord,
  read: (path: string) => Promise<Buffer | null>,
): Promise<string[]> {
  try {
    const bytes = await read(MEMORY_FILE);
    return await syncMemoryFile(source, run, bytes, MEMORY_FILE_PORTS);
  } catch (error) {
    if (error instanceof GitHubLimitedError || isEngineControl(error)) throw error;
    log.warn({ err: error, executionId: run.executionId }, 'the memory file could not be followed');
    return [`\`${MEMORY_FILE}\` could not be followed: what it said before still applies`];
  }
}
