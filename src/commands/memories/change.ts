import { changeMemory } from '../../memory/change-memory.js';
import type { StateChange } from '../../memory/change-state.js';
import { printResult } from '../print-result.js';
import { memoryOfCall, type MemoriesCall, numberOf, refuse } from './call.js';
import { memoryLine } from './memory-line.js';

/** `nectr memories approve | disable | enable`. A dismissal is forgotten instead: its findings have to follow. */
export async function change(
  call: MemoriesCall,
  wanted: Extract<StateChange, 'approve' | 'disable' | 'enable'>,
): Promise<void> {
  const number = numberOf(call.args[0], 'M');
  const known = await memoryOfCall(call, number);
  if (known === null) return;
  const { source, repository, options } = call;
  const changed = await changeMemory(source, known, wanted, null);
  if (changed.kind === 'dismissal')
    return refuse(
      `M${number} is a dismissal: \`nectr memories forget M${number} --repo ${repository.fullName}\` undoes it.`,
    );
  if (changed.kind === 'unchanged') return refuse(`M${number} is ${known.state}: there is nothing to ${wanted}.`);
  printResult(options.json, changed.memory, `${memoryLine(changed.memory)}\n`);
}
