import type Anthropic from '@anthropic-ai/sdk';
import type { Claude, ClaudeRequest } from '../../../../src/claude/types.js';

type Block = { type: 'text'; text: string } | { type: 'tool_use'; name: string; input: unknown };
export interface Reply {
  content: Block[];
  stopReason?: string;
}

/** A model that answers by a function, for tests of what is built on the port; the wire has tests of its own. */
export function scriptedClaude(
  script: (request: ClaudeRequest, n: number) => Reply | Promise<Reply>,
): Claude & { requests: ClaudeRequest[] } {
  const requests: ClaudeRequest[] = [];
  return {
    model: 'claude-sonnet-5-5',
    requests,
    send: async (request, { onFirstToken, onUsage, signal }) => {
      signal.throwIfAborted();
      requests.push(structuredClone(request));
      const n = requests.length;
      const { content, stopReason } = await script(request, n);
      onFirstToken?.();
      const usage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 50, cacheWriteTokens: 5, cost: 0.01 };
      onUsage?.(usage);
      const blocks = content.map((block, index) =>
        block.type === 'text'
          ? { ...block, citations: null }
          : { ...block, id: `toolu_${n}_${index}`, caller: { type: 'direct' } },
      ) as Anthropic.ContentBlock[];
      const calls = content.some(({ type }) => type === 'tool_use');
      return {
        content: blocks,
        stopReason: stopReason ?? (calls ? 'tool_use' : 'end_turn'),
        model: 'claude-sonnet-5-5',
        usage,
      };
    },
  };
}

export const say = (text: string): Block => ({ type: 'text', text });
export const call = (name: string, input: unknown): Block => ({ type: 'tool_use', name, input });
export const closing = (summary = 'It runs jobs.', over: object = {}): Reply => ({
  content: [say(JSON.stringify({ summary, risk: 'low', unmet_criteria: [], ...over }))],
});

/** The results of tools that a request brings back, in their order. */
export function resultsIn({ messages }: ClaudeRequest): { text: string; isError: boolean }[] {
  const last = messages.at(-1);
  if (!last || typeof last.content === 'string') return [];
  return last.content.flatMap((block) =>
    block.type === 'tool_result' ? [{ text: String(block.content), isError: block.is_error === true }] : [],
  );
}

/** All text of a request, for searching. */
export function textIn(request: ClaudeRequest): string {
  return JSON.stringify([request.system, request.messages]);
}
