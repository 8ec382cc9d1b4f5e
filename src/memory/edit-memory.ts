import type { DataSource } from 'typeorm';
import { MEMORY_FILE } from './files/memory-file.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from './memory-row.js';
import { type MemoryChecks, problemOf } from './say-memory.js';
import { LONGEST_TEXT, type Memory, type Person } from './types.js';

export type Edited = { kind: 'edited'; memory: Memory } | { kind: 'refused'; reason: string };

/**
 * Gives a memory other words, as somebody asks who may. Whoever does stands for it from then on: it rests on no comment
 * and no document any more, whose change would make it stale. Refused, with the reason as a sentence: what is said
 * elsewhere (dismissals, the memory file, the map of the project), what is deleted, and what may not be remembered.
 */
export async function editMemory(
  source: Pick<DataSource, 'query'>,
  memory: Memory,
  text: string,
  by: Person,
  checks: Pick<MemoryChecks, 'clean' | 'speaksToModel'>,
): Promise<Edited> {
  const words = text.replaceAll(/[\s\0]+/g, ' ').trim();
  const reason = whyNot(memory, words, checks);
  if (reason !== null) return { kind: 'refused', reason };
  const [rows]: [MemoryRow[], number] = await source.query(
    `UPDATE memories m SET text = $3, author_login = $4, author_id = $5, source_kind = 'api', source_key = NULL,
            source_path = NULL, source_line = NULL, source_quote = NULL, source_sha256 = NULL
      WHERE m.installation_id = $1 AND m.number = $2 AND m.state <> 'deleted' AND m.type <> 'dismissal'
      RETURNING ${MEMORY_COLUMNS}`,
    [memory.installationId, memory.number, words, by.login, by.id],
  );
  const [edited] = rows;
  if (edited === undefined) return { kind: 'refused', reason: `M${memory.number} is forgotten: restore it first.` };
  return { kind: 'edited', memory: memoryOf(edited) };
}

function whyNot(
  { number, type, state, dismissal, source }: Memory,
  words: string,
  checks: Pick<MemoryChecks, 'clean' | 'speaksToModel'>,
): string | null {
  if (dismissal !== null) return `M${number} is a dismissal: reopen its finding and dismiss it anew.`;
  if (type === 'project_map') return `M${number} is the map of the project: it is made anew from the code.`;
  if (state === 'deleted') return `M${number} is forgotten: restore it first.`;
  if (source.kind === 'file' && source.path === MEMORY_FILE) {
    return `M${number} stands in \`${source.path}\`, line ${source.line}: change it there.`;
  }
  if (words === '') return 'There is nothing to remember: the text is empty.';
  if (words.length > LONGEST_TEXT) {
    return `A memory has at most ${LONGEST_TEXT} characters; this one has ${words.length}.`;
  }
  const problem = problemOf([words], checks);
  return problem === null ? null : `Nothing was changed: ${problem}`;
}
