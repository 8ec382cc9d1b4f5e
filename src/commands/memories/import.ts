import { addMemory } from '../../memory/add-memory.js';
import { type FileEntry, parseMemoryFile } from '../../memory/files/parse-memory-file.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import { MEMORY_FILE } from '../../memory/files/memory-file.js';
import type { Memory } from '../../memory/types.js';
import { MEMORY_FILE_PORTS } from '../../workflows/pulls/follow-memory-file.js';
import { UsageError } from '../command-line.js';
import { printResult } from '../print-result.js';
import { readGivenFile } from '../read-given-file.js';
import type { MemoriesCall } from './call.js';
import { memoryLine } from './memory-line.js';
import { memorySource } from '../../memory/memory-source.js';

/**
 * `nectr memories import`: adds what a file of the format of `.github/nectr/memories.yml` says; what is remembered
 * already is not added again. What is wrong is named, and the rest is taken: exit code 1.
 */
export async function importFile({ source, repository, args, options }: MemoriesCall): Promise<void> {
  const [path, ...more] = args;
  if (path === undefined || more.length > 0) throw new UsageError('import takes the path of a file');
  const { entries, notices } = await parseMemoryFile(await readGivenFile(path), MEMORY_FILE_PORTS);
  const memories: Memory[] = [];
  const problems = notices.map((notice) => notice.replaceAll('`', '').replace(MEMORY_FILE, path));
  let known = 0;
  for (const entry of entries ?? []) {
    if (entry.expiresAt !== null && entry.expiresAt <= new Date()) {
      problems.push(`line ${entry.line}: it ended on ${entry.expiresAt.toISOString().slice(0, 10)}`);
      continue;
    }
    try {
      const { memory, added } = await addMemory(source, newMemory(repository, entry));
      if (added) memories.push(memory);
      else known += 1;
    } catch (error) {
      if (!(error instanceof RefusedMemoryError)) throw error;
      problems.push(`line ${entry.line}: ${error.message}`);
    }
  }
  const text = memories.map((memory) => `${memoryLine(memory)}\n`).join('');
  printResult(
    options.json,
    { added: memories, known, problems },
    `${text}${memories.length} added, ${known} remembered already\n`,
  );
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

function newMemory({ installationId, repositoryId }: MemoriesCall['repository'], entry: FileEntry) {
  const { text, type, pathGlob, symbol, rule, expiresAt } = entry;
  return {
    installationId,
    type,
    text,
    state: 'active' as const,
    scope: { repositoryId, pathGlob, symbol, rule, developer: null },
    source: memorySource('import'),
    author: null,
    confidence: 1,
    days: null,
    expiresAt,
  };
}
