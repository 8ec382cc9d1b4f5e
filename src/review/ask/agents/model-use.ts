import type { ClaudeUsage } from '../../../claude/types.js';

/** What the model has cost so far; tokens and US dollars. */
export interface ModelUse {
  requests: number;
  /** All tokens that were sent, read from the cache or not. */
  tokensIn: number;
  tokensOut: number;
  tokensCached: number;
  cost: number;
}

export const noUse: ModelUse = { requests: 0, tokensIn: 0, tokensOut: 0, tokensCached: 0, cost: 0 };

export function addUsage(use: ModelUse, usage: ClaudeUsage): ModelUse {
  return addUse(use, {
    requests: 1,
    tokensIn: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    tokensOut: usage.outputTokens,
    tokensCached: usage.cacheReadTokens,
    cost: usage.cost,
  });
}

export function addUse(a: ModelUse, b: ModelUse): ModelUse {
  return {
    requests: a.requests + b.requests,
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    tokensCached: a.tokensCached + b.tokensCached,
    cost: a.cost + b.cost,
  };
}
