import { writeMemoryFile } from '../../memory/files/write-memory-file.js';
import { listMemories } from '../../memory/list-memories.js';
import { UsageError } from '../command-line.js';
import { printResult } from '../print-result.js';
import type { MemoriesCall } from './call.js';

/** More than an installation may have. */
const ALL = 100_000;

/** `nectr memories export`: the file of a repository that says what is active for it; what it cannot say is counted. */
export async function exportFile({ source, repository, args, options }: MemoriesCall): Promise<void> {
  if (args.length > 0) throw new UsageError('export takes nothing: it prints the file');
  const { installationId, repositoryId, fullName } = repository;
  const active = await listMemories(source, {
    installationId,
    repositoryId,
    states: ['active'],
    viewer: null,
    limit: ALL,
  });
  const rules = active.filter(({ dismissal }) => dismissal === null);
  const written = writeMemoryFile(rules.toReversed(), fullName);
  const left = written.left + active.length - rules.length;
  printResult(options.json, { text: written.text, left }, written.text);
  if (left > 0)
    process.stderr.write(`${left} left out: the file has no dismissals, no project map, and nothing about people\n`);
}
