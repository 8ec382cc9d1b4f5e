import type Anthropic from '@anthropic-ai/sdk';
import type { PromptPart } from './prompt-part.js';
import { SYSTEM_TEXT } from './system-text.js';

const CACHED = { cache_control: { type: 'ephemeral' as const } };

/** The instructions: the first part of the cached prefix, the same for every review. */
export const SYSTEM: Anthropic.TextBlockParam[] = [{ type: 'text', text: SYSTEM_TEXT, ...CACHED }];

/**
 * The user message of an agent. What all chunks share comes first, then what all agents of a chunk share, each ended by
 * a mark of the cache; the task, which differs, comes last.
 */
export function promptContent(
  overview: readonly PromptPart[],
  chunk: readonly PromptPart[],
  task: string,
): Anthropic.TextBlockParam[] {
  const shared = [overview, chunk].filter((parts) => parts.length > 0);
  return [
    ...shared.map((parts) => ({ type: 'text' as const, text: parts.map(({ text }) => text).join('\n\n'), ...CACHED })),
    { type: 'text' as const, text: task },
  ];
}
