import { dump } from 'js-yaml';
import type { Memory } from '../types.js';
import { MEMORY_FILE, MemoryEntry } from './memory-file.js';

/**
 * The text of `.github/nectr/memories.yml` that says what is active for a repository, and how many memories it cannot
 * say: dismissals, what is about people, and the project map stay out. Reading it gives the same again. Pure.
 */
export function writeMemoryFile(memories: readonly Memory[], fullName: string): { text: string; left: number } {
  const entries = memories.flatMap((memory) => {
    const { text, type, scope, expiresAt, state } = memory;
    const entry = MemoryEntry.safeParse({
      text,
      ...(scope.pathGlob === null ? {} : { in: scope.pathGlob }),
      ...(scope.rule === null ? {} : { rule: scope.rule }),
      ...(scope.symbol === null ? {} : { symbol: scope.symbol }),
      type,
      ...(expiresAt === null ? {} : { expires: expiresAt.toISOString().slice(0, 10) }),
    });
    if (!entry.success || state !== 'active' || scope.developer !== null) return [];
    const { type: kind, ...more } = entry.data;
    return [kind === 'project_rule' ? more : { ...more, type: kind }];
  });
  const head = `# ${MEMORY_FILE}: what Nectr remembers for ${fullName}; it counts on the default branch.\n`;
  return { text: `${head}${dump({ memories: entries }, { lineWidth: 120 })}`, left: memories.length - entries.length };
}
