import { restoreMemory } from '../../ledger/forget-memory.js';
import { UNDO_DAYS } from '../../memory/change-state.js';
import { printResult } from '../print-result.js';
import { memoryOfCall, type MemoriesCall, numberOf, refuse } from './call.js';
import { memoryLine } from './memory-line.js';

/** `nectr memories restore`: what was forgotten lately holds again. */
export async function restore(call: MemoriesCall): Promise<void> {
  const number = numberOf(call.args[0], 'M');
  const known = await memoryOfCall(call, number);
  if (known === null) return;
  const { source, repository, options } = call;
  const memory = await restoreMemory(source, { installationId: repository.installationId, number, by: null });
  if (memory !== null) return printResult(options.json, memory, `${memoryLine(memory)}\n`);
  refuse(
    known.state === 'deleted'
      ? `M${number} was forgotten more than ${UNDO_DAYS} days ago.`
      : `M${number} is ${known.state}: there is nothing to restore.`,
  );
}
