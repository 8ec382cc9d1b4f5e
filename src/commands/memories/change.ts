import { changeState, type StateChange } from '../../memory/change-state.js';
import { printResult } from '../print-result.js';
import { findMemory, type MemoriesCall, numberOf, refuse } from './call.js';
import { memoryLine } from './memory-line.js';

/** `nectr memories approve | disable | enable`. A dismissal is forgotten instead: its findings have to follow. */
export async function change(
  call: MemoriesCall,
  wanted: Extract<StateChange, 'approve' | 'disable' | 'enable'>,
): Promise<void> {
  const number = numberOf(call.args[0], 'M');
  const known = await findMemory(call, number);
  if (known === null) return;
  const { source, repository, options } = call;
  if (known.dismissal !== null)
    return refuse(
      `M${number} is a dismissal: \`nectr memories forget M${number} --repo ${repository.fullName}\` undoes it.`,
    );
  const owner = { installationId: repository.installationId, numbers: [number] };
  const [memory] = await changeState(source, owner, wanted, { by: null });
  if (memory === undefined) return refuse(`M${number} is ${known.state}: there is nothing to ${wanted}.`);
  printResult(options.json, memory, `${memoryLine(memory)}\n`);
}
