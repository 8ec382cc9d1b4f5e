import { estimateTokens } from './estimate-tokens.js';
import { costOf, type TokenCounts } from './prices.js';
import type { ClaudeRequest } from './types.js';

/** The first request of an agent that is to work. */
export interface PlannedRequest {
  /** What it is for, as the reader calls it. */
  name: string;
  request: ClaudeRequest;
}

/** How an agent works on after its first request. */
export interface AgentHabit {
  /** Requests, the first included. */
  turns: number;
  /** Tokens that it answers in a turn, its thinking included. */
  outTokens: number;
  /** Tokens that it is given to read between two turns. */
  readTokens: number;
}

/** It finds nothing to look up: it says so at once. */
export const BRISK: AgentHabit = { turns: 1, outTokens: 400, readTokens: 0 };
/** It takes nearly all its turns, and reads the text of some twenty files. */
export const THOROUGH: AgentHabit = { turns: 8, outTokens: 1500, readTokens: 4000 };

export interface CostEstimate {
  requests: { name: string; tokens: number; cachedTokens: number }[];
  /** US dollars: every agent is brisk, or every agent is thorough. */
  least: number;
  most: number;
  /** Whether the model has a price in the table; else the highest one is taken. */
  isPriced: boolean;
}

/** The shortest prefix that every model keeps. */
const SHORTEST_CACHED = 4096;

/**
 * What planned requests would cost if they were sent in this order. A prompt that begins as one before it does is read
 * from the cache as far as both are marked; what an agent is sent again it reads from there, too. Pure: no call is made.
 */
export function estimateCost(
  model: string,
  planned: readonly PlannedRequest[],
  at: Date,
  [brisk, thorough]: readonly [AgentHabit, AgentHabit] = [BRISK, THOROUGH],
): CostEstimate {
  const seen = new Set<string>();
  const firsts = planned.map(({ name, request }) => ({ name, ...readPrompt(request, seen) }));
  const costs = [brisk, thorough].map((habit) =>
    firsts.map((first) => costOfAgent(model, first, habit, at)).reduce((sum, one) => sum + one, 0),
  );
  return {
    requests: firsts.map(({ name, tokens, cached }) => ({ name, tokens, cachedTokens: cached })),
    least: costs[0] ?? 0,
    most: costs[1] ?? 0,
    isPriced: costOf(model, { ...NONE, output: 1 }, at).known,
  };
}

interface FirstPrompt {
  tokens: number;
  /** Read from the cache, and written to it. */
  cached: number;
  written: number;
}

const NONE: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

function readPrompt({ tools, system, messages, format }: ClaudeRequest, seen: Set<string>): FirstPrompt {
  const content = messages.flatMap((message): object[] =>
    typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content,
  );
  // The schema of an answer is a part of what no other schema shares.
  let text = JSON.stringify([tools, format]);
  let [cached, marked] = [0, 0];
  for (const block of [...system, ...content] as object[]) {
    text += JSON.stringify(block);
    if (!('cache_control' in block) || !block.cache_control) continue;
    marked = estimateTokens(text);
    if (marked < SHORTEST_CACHED) continue;
    if (seen.has(text)) cached = marked;
    seen.add(text);
  }
  const tokens = estimateTokens(text);
  return { tokens, cached, written: marked < SHORTEST_CACHED ? 0 : marked - cached };
}

function costOfAgent(
  model: string,
  { tokens, cached, written }: FirstPrompt,
  { turns, outTokens, readTokens }: AgentHabit,
  at: Date,
): number {
  let sum = 0;
  for (let turn = 1, prompt = tokens; turn <= turns; turn++, prompt += outTokens + readTokens) {
    const added = outTokens + readTokens;
    const counts =
      turn === 1
        ? { ...NONE, cacheRead: cached, cacheWrite5m: written, input: tokens - cached - written }
        : // What was sent before is marked at its end from the second turn on.
          turn === 2
          ? { ...NONE, cacheRead: cached + written, cacheWrite5m: prompt - cached - written }
          : { ...NONE, cacheRead: prompt - added, cacheWrite5m: added };
    sum += costOf(model, { ...counts, output: outTokens }, at).cost;
  }
  return sum;
}
