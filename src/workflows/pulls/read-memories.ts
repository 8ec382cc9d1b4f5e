import { recallMemories } from '../../memory/recall/recall-memories.js';
import type { AskedChange } from '../../memory/recall/recall-query.js';
import type { Change, ReviewContext } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { dropStale, type MemoryBase } from './drop-stale.js';
import { givenMemory } from './given-memory.js';

/** Of lines that are read for names: the others say nothing new. */
const MOST_LINES = 4000;
const MOST_NAMES = 2000;

/**
 * What the team said that applies to a pull request, as a source of its context: of its installation and repository
 * only, of people only what is remembered of its author, and nothing that is not true any more on its base. Throws what
 * the database throws.
 */
export async function readMemories(
  ports: Pick<WorkflowPorts, 'source' | 'log' | 'memoryIndex'>,
  { installationId, repositoryId }: Pick<RunRecord, 'installationId' | 'repositoryId'>,
  change: Change,
  base: MemoryBase,
  signal: AbortSignal,
): Promise<Pick<ReviewContext, 'memories' | 'missing'>> {
  const tenant = { installationId, repositoryId, developerId: change.authorId ?? null };
  const recalled = await recallMemories(
    { source: ports.source, index: ports.memoryIndex },
    tenant,
    askedChange(change),
    signal,
  );
  const run = { installationId, repositoryId };
  const { memories, ruled, missing } = await dropStale(ports, run, recalled, base);
  if (memories.length + ruled.length === 0) return { missing };
  return { memories: { told: memories.map(givenMemory), ruled: ruled.map(givenMemory) }, missing };
}

/** The change as it is looked for among the memories, its own words first. Pure. */
export function askedChange({ title, body, files }: Pick<Change, 'title' | 'body' | 'files'>): AskedChange {
  const added: string[] = [];
  const symbols = new Set<string>();
  const note = (text: string) => {
    if (symbols.size >= MOST_NAMES) return;
    for (const [name] of text.slice(0, 500).matchAll(/[\p{L}_$][\p{L}\p{N}_$]+/gu)) symbols.add(name);
  };
  let lines = 0;
  for (const { hunks } of files) {
    for (const hunk of hunks) {
      note(hunk.section);
      for (const { kind, text } of hunk.lines) {
        if (kind === 'context') continue;
        if (lines++ >= MOST_LINES) break;
        note(text);
        if (kind === 'added') added.push(text);
      }
    }
  }
  const paths = files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath]));
  return { title, body, paths, symbols: [...symbols], added };
}
