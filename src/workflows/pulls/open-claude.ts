import type { DataSource } from 'typeorm';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { meterClaude, type ModelCall } from '../../claude/meter-claude.js';
import { createModelBudget, serverLimit, type BudgetLimits, type ModelBudget } from '../../claude/model-budget.js';
import { estimateRequest } from '../../claude/estimate-tokens.js';
import { refusalOf, worstOf, type Spent } from '../../claude/spending-limits.js';
import type { Claude, ClaudeRequest } from '../../claude/types.js';
import { addModelUse, readRunUse, type ModelRun } from '../../ledger/model-usage.js';
import { readRunLimits } from '../../ledger/read-run-limits.js';
import { readSpending } from '../../ledger/read-spending.js';
import type { Log, WorkflowPorts } from '../ports.js';

/** Claude as one run may use it. */
export interface OpenedClaude {
  /**
   * Keeps the books: what a call costs is told to `budget` and written down, whatever becomes of the run. `send` throws
   * ClaudeRefusedError (`budget`) where a budget of the installation or the repository has no room for the call.
   */
  claude: Claude;
  budget: Pick<ModelBudget, 'mayCall'>;
}

export interface ClaudeOptions {
  /** That of the action's context: with it nothing is sent, `send` throws ClaudeRefusedError (`given-up`) with the reason. */
  givenUp?: string | null;
  /** Hears of a call that a spending budget had no room for, and gives what is said behind the reason. */
  refused?: ((call: Spent, reason: string) => Promise<string>) | undefined;
}

/**
 * Claude for a run, asked when it is its installation's turn, with what the run has spent already; null: not configured.
 * Throws what the database throws.
 */
export async function openClaude(
  {
    source,
    log,
    claude,
    claudeBudgets,
    thinking,
  }: Pick<WorkflowPorts, 'source' | 'log' | 'claude' | 'claudeBudgets' | 'thinking'>,
  run: ModelRun,
  { givenUp = null, refused }: ClaudeOptions = {},
): Promise<OpenedClaude | null> {
  if (claude === null || claudeBudgets === null) return null;
  if (givenUp !== null) return { claude: refusing(claude.model, givenUp), budget: { mayCall: () => null } };
  // Answers and lessons have amounts of their own.
  const own = claudeBudgets.name === undefined ? await readRunLimits(source, run) : [];
  const budget = createModelBudget(claude.model, claudeBudgets, await readRunUse(source, run), own);
  const metered = meterClaude(claude, budget, createRecorder(source, log, run), (request, call) =>
    thinking(run.installationId, async () => {
      await refuseOverBudget(source, run, claudeBudgets, { model: claude.model, request, refused });
      return call();
    }),
  );
  return { claude: metered, budget };
}

/**
 * Looks at the books right before a call is sent, so that processes side by side pass a budget by no more than the calls
 * that are under way. Where the books cannot be read nothing is sent.
 */
async function refuseOverBudget(
  source: DataSource,
  run: ModelRun,
  budgets: BudgetLimits,
  { model, request, refused }: { model: string; request: ClaudeRequest; refused: ClaudeOptions['refused'] },
): Promise<void> {
  const { limits, spending } = await readSpending(source, run);
  const next = worstOf(model, { tokensIn: estimateRequest(request), maxTokensOut: request.maxTokens });
  const refusal = refusalOf([...limits, serverLimit(budgets)], spending, next);
  if (refusal !== null) throw new ClaudeRefusedError('budget', `${refusal}${(await refused?.(next, refusal)) ?? ''}`);
}

/** One entry after the other. An answer that is paid for is not lost for its entry: that is made with the next one. */
function createRecorder(source: DataSource, log: Log, run: ModelRun): (call: ModelCall) => Promise<void> {
  const unsaved: ModelCall[] = [];
  let last = Promise.resolve();
  const save = async (): Promise<void> => {
    try {
      for (let next = unsaved[0]; next; next = unsaved[0]) {
        await addModelUse(source, run, next);
        unsaved.shift();
      }
    } catch (error) {
      log.error({ err: error, calls: unsaved }, 'what a call of the model cost is not written down yet');
    }
  };
  return (call) => {
    unsaved.push(call);
    return (last = last.then(save));
  };
}

function refusing(model: string, reason: string): Claude {
  return { model, send: () => Promise.reject(new ClaudeRefusedError('given-up', reason)) };
}
