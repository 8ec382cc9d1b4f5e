import { countOf } from '../../words/count-of.js';
import { details } from '../../markdown/details.js';
import { inertLine } from '../../markdown/inert.js';
import { ownLink, storedAddress } from '../../markdown/own-link.js';
import type { AppliedMemory } from '../memories/types.js';
import { listed } from './listed.js';

const LINES = { most: 20, bytes: 8000, more: (count: number) => `- and ${count} more` };

/**
 * One fold with what the team said that this review has used: its words, what it did, where it comes from and how it is
 * undone; empty: nothing was used. The words are untrusted and made inert.
 */
export function renderMemories(
  memories: readonly AppliedMemory[],
  { repositoryUrl }: { repositoryUrl: string | null },
  clean: (text: string) => string,
): string {
  if (memories.length === 0) return '';
  const line = ({ number, text, source, link, silenced }: AppliedMemory) => {
    const from = ownLink(
      clean(source),
      repositoryUrl === null || link === null ? null : storedAddress(repositoryUrl, link),
    );
    const did = silenced === 0 ? 'taken into account' : `${countOf(silenced, 'finding')} not told`;
    return `- **M${number}** ${inertLine(text, clean)} (${[from, did].filter(Boolean).join(', ')}; undo: \`/nectr forget M${number}\`)`;
  };
  return details(
    memories.length === 1 ? '1 memory applied' : `${memories.length} memories applied`,
    listed(memories, line, LINES).join('\n'),
  );
}
