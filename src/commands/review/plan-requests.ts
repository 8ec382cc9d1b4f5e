import { AsyncLocalStorage } from 'node:async_hooks';
import type { Checkout } from '../../checkout/open-checkout.js';
import { readFileHistory } from '../../checkout/read-file-history.js';
import type { PlannedRequest } from '../../claude/estimate-cost.js';
import type { ClaudeAnswer } from '../../claude/types.js';
import type { Reviewer } from '../../review/ask/reviewer.js';

/** An agent that has read all there is: what it would really say is not known. */
const NOTHING_FOUND = JSON.stringify({ summary: 'planned', risk: 'low', unmet_criteria: [], applied_memories: [] });
const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 };

/**
 * A reviewer that sends nothing and needs no key: the review goes its way, and `planned` holds the first request of
 * every agent, exactly as it would be sent. What depends on findings, such as a second look, cannot be foreseen.
 */
export function planRequests(
  checkout: Checkout,
  headCommit: string,
  { model, parallel }: { model: string; parallel: boolean },
): { reviewer: Reviewer; planned: PlannedRequest[] } {
  const planned: PlannedRequest[] = [];
  const step = new AsyncLocalStorage<string>();
  const reviewer: Reviewer = {
    claude: {
      model,
      send: async (request, { onFirstToken }): Promise<ClaudeAnswer> => {
        planned.push({ name: step.getStore() ?? 'reading', request });
        onFirstToken?.();
        const content = [{ type: 'text' as const, text: NOTHING_FOUND, citations: null }];
        return { content, stopReason: 'end_turn', model, usage: NO_USAGE };
      },
    },
    parallel,
    lookups: { fileHistory: (path, limit) => readFileHistory(checkout, headCommit, path, limit) },
    budget: { mayCall: () => null },
    nonce: '0'.repeat(24),
    keep: (key, work) => step.run(stepOf(key), work),
    trouble: () => null,
    toolCalled: async () => undefined,
    noted: async () => undefined,
  };
  return { reviewer, planned };
}

/** What a kept piece of work is for: its key begins with it. */
export function stepOf(key: string): string {
  const kind = key.slice(0, key.indexOf(':'));
  return kind === 'chunk' ? 'reading' : kind.replaceAll('-', ' ');
}
