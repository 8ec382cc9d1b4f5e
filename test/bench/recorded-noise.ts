import { z } from 'zod';
import { measureNoise, type Noise } from './measure-noise.js';
import { shownExcerpts } from './shown-excerpts.js';

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  input: z.unknown().optional(),
});
/** A request to the model with its answer: the two bodies of the Messages API. */
export const Recorded = z.object({
  request: z.looseObject({
    messages: z.array(z.looseObject({ content: z.union([z.string(), z.array(Block)]) })).min(1),
  }),
  answer: z.looseObject({ content: z.array(Block) }),
});
export type Recorded = z.output<typeof Recorded>;

/**
 * The noise of recorded reviews, by part: agents and turns that were shown the same excerpts count as one prompt, and
 * whatever any of them says (thoughts, calls, text) may cite it.
 */
export function recordedNoise(recorded: readonly Recorded[]): Map<string, Noise> {
  const prompts = new Map<string, { text: string; words: string[] }>();
  for (const { request, answer } of recorded) {
    const text = textOf(request.messages[0]?.content ?? '');
    const shown = shownExcerpts(text);
    if (shown.length === 0) continue;
    const key = JSON.stringify(shown);
    const known = prompts.get(key) ?? { text, words: [] };
    prompts.set(key, known);
    for (const block of answer.content)
      known.words.push(block.text ?? '', block.thinking ?? '', ...wordsIn(block.input ?? null));
  }
  const noise = new Map<string, Noise>();
  for (const { text, words } of prompts.values()) {
    for (const [part, { shown, cited, never }] of measureNoise(text, words)) {
      const sum = noise.get(part) ?? { shown: 0, cited: 0, never: [] };
      noise.set(part, { shown: sum.shown + shown, cited: sum.cited + cited, never: [...sum.never, ...never] });
    }
  }
  return noise;
}

function textOf(content: string | z.output<typeof Block>[]): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n\n');
}

/** What the input of a call says; `path` and `line` beside each other are one citation. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { path, line, start_line: start, ...rest } = value as Record<string, unknown>;
  if (typeof path !== 'string' || typeof line !== 'number') return Object.values(value).flatMap(wordsIn);
  return [`${path}:${typeof start === 'number' ? `${start}-${line}` : line}`, ...Object.values(rest).flatMap(wordsIn)];
}
