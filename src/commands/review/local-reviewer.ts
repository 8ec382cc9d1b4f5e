import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { registerSecret } from '../../access/redact.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import { readFileHistory } from '../../checkout/read-file-history.js';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from '../../claude/claude-error.js';
import { createClaude } from '../../claude/create-claude.js';
import { priceOf } from '../../claude/prices.js';
import type { Claude } from '../../claude/types.js';
import type { ModelTrouble, Reviewer } from '../../review/reviewer.js';

const text = z.string().trim().min(1);
/** What of the environment a review on a checkout needs: no App, no database. */
const Environment = z.object({
  ANTHROPIC_API_KEY: text.optional(),
  ANTHROPIC_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be a URL' }).optional(),
  ANTHROPIC_MODEL: text.default('claude-sonnet-5-5'),
  PARALLEL_REVIEW_AGENTS: z.stringbool({ error: 'must be true or false' }).default(false),
});

export interface ModelSettings {
  claude: Claude;
  parallel: boolean;
}

/** The model of the environment; null without ANTHROPIC_API_KEY. Throws one line that names a bad variable. */
export function readModelSettings(env: Readonly<Record<string, string | undefined>>): ModelSettings | null {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join('; '));
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = null, ANTHROPIC_MODEL: model } = parsed.data;
  if (apiKey === undefined) return null;
  registerSecret(apiKey);
  return { claude: createClaude({ apiKey, baseUrl, model }), parallel: parsed.data.PARALLEL_REVIEW_AGENTS };
}

/**
 * The model for one review of a checkout. Its tools read the snapshot and the history only. A review that would cost
 * more than `mostDollars` stops asking, and says so; waits of the API are not waited for.
 */
export function localReviewer(
  checkout: Checkout,
  headCommit: string,
  { claude, parallel }: ModelSettings,
  mostDollars: number,
): Reviewer {
  let spent = 0;
  return {
    claude,
    parallel,
    lookups: { fileHistory: (path, limit) => readFileHistory(checkout, headCommit, path, limit) },
    budget: {
      mayCall: ({ tokensIn, maxTokensOut }) => {
        const price = priceOf(claude.model, tokensIn);
        const most = (tokensIn * price.input + maxTokensOut * price.output) / 1_000_000;
        return spent + most > mostDollars
          ? `the budget of $${mostDollars} for this review is spent (--max-cost)`
          : null;
      },
      spent: ({ cost }) => {
        spent += cost;
      },
    },
    nonce: randomBytes(12).toString('hex'),
    // One process, nothing to come back to: a crash begins anew.
    keep: (_, work) => work(),
    trouble,
    toolCalled: async () => undefined,
  };
}

function trouble(error: unknown): ModelTrouble | null {
  if (error instanceof ClaudeRefusedError)
    return error.reason === 'too-large' ? { kind: 'split' } : { kind: 'stop', reason: error.message };
  if (error instanceof ClaudeLimitedError) {
    return { kind: 'stop', reason: `${error.message} until ${error.until.toISOString()}: try again then` };
  }
  return error instanceof ClaudeUnavailableError ? { kind: 'stop', reason: error.message } : null;
}
