import { randomBytes } from 'node:crypto';
import { registerSecret } from '../../access/redact.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import { readFileHistory } from '../../checkout/read-file-history.js';
import { meterClaude } from '../../claude/meter-claude.js';
import { createModelBudget } from '../../claude/model-budget.js';
import { modelTrouble } from '../../claude/model-trouble.js';
import { secretsOfProvider } from '../../claude/providers/provider.js';
import type { ClaudeConfig } from '../../claude-config.js';
import type { Reviewer } from '../../review/ask/reviewer.js';
import type { ReviewCounts } from './progress.js';

const NOTHING = { tokens: 0, dollars: 0 };

/**
 * The model for one review of a checkout. Its tools read the snapshot and the history only. A review that would cost
 * more than `mostDollars` stops asking, and says so; waits of the API are not waited for. Reports and costs are counted
 * as they come.
 */
export async function localReviewer(
  checkout: Checkout,
  headCommit: string,
  config: ClaudeConfig,
  mostDollars: number,
  counts: Pick<ReviewCounts, 'claimed' | 'spent'>,
): Promise<Reviewer> {
  // Its client is a third of what the command would load, and most reviews have no key.
  const { createClaude } = await import('../../claude/create-claude.js');
  for (const secret of secretsOfProvider(config.provider)) registerSecret(secret);
  const limits = { ...config.budgets, reviewDollars: mostDollars };
  const claude = createClaude({ ...config, without: (text) => process.stderr.write(`nectr: ${text}\n`) });
  const budget = createModelBudget(claude.model, limits, NOTHING);
  return {
    claude: meterClaude(claude, budget, async ({ usage }) => counts.spent(usage.cost)),
    parallel: config.parallel,
    lookups: { fileHistory: (path, limit) => readFileHistory(checkout, headCommit, path, limit) },
    budget,
    nonce: randomBytes(12).toString('hex'),
    // One process, nothing to come back to: a crash begins anew.
    keep: (_, work) => work(),
    trouble: (error) => modelTrouble(error, { waits: false, reader: 'operator' }),
    toolCalled: async ({ tool, isError }) => {
      if (tool === 'report_finding' && !isError) counts.claimed();
    },
    noted: async () => undefined,
  };
}
