import type { DataSource } from 'typeorm';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { meterClaude, type ModelCall } from '../../claude/meter-claude.js';
import { createModelBudget, type ModelBudget, type Spent } from '../../claude/model-budget.js';
import type { Claude } from '../../claude/types.js';
import { addModelUse, readDayUse, readRunUse, type ModelRun } from '../../ledger/model-usage.js';
import type { Log, WorkflowPorts } from '../ports.js';

/** Claude as one run may use it. */
export interface OpenedClaude {
  /** Keeps the books: what a call costs is told to `budget` and written down, whatever becomes of the run. */
  claude: Claude;
  budget: Pick<ModelBudget, 'mayCall'>;
}

/**
 * Claude for a run, asked when it is its installation's turn, with what both have spent already; null: not configured.
 * `givenUp` is that of the action's context: with it nothing is sent, `send` throws ClaudeRefusedError (`given-up`)
 * with the reason. Throws what the database throws.
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
  givenUp: string | null = null,
): Promise<OpenedClaude | null> {
  if (claude === null || claudeBudgets === null) return null;
  if (givenUp !== null) return { claude: refusing(claude.model, givenUp), budget: { mayCall: () => null } };
  const before = { run: await readRunUse(source, run), today: await readDayUse(source, run.installationId) };
  const budget = createModelBudget(claude.model, claudeBudgets, before);
  const inTurn: Claude = {
    model: claude.model,
    send: (request, options) => thinking(run.installationId, () => claude.send(request, options)),
  };
  return { claude: meterClaude(inTurn, budget, createRecorder(source, log, run)), budget };
}

/** One entry after the other. An answer that is paid for is not lost for its entry: that is made with the next one. */
function createRecorder(source: DataSource, log: Log, run: ModelRun): (call: ModelCall) => Promise<Spent | null> {
  const unsaved: ModelCall[] = [];
  let last: Promise<Spent | null> = Promise.resolve(null);
  const save = async (): Promise<Spent | null> => {
    let today: Spent | null = null;
    try {
      for (let next = unsaved[0]; next; next = unsaved[0]) {
        today = await addModelUse(source, run, next);
        unsaved.shift();
      }
    } catch (error) {
      log.error({ err: error, calls: unsaved }, 'what a call of the model cost is not written down yet');
    }
    return today;
  };
  return (call) => {
    unsaved.push(call);
    return (last = last.then(save));
  };
}

function refusing(model: string, reason: string): Claude {
  return { model, send: () => Promise.reject(new ClaudeRefusedError('given-up', reason)) };
}
