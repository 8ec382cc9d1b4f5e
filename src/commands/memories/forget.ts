import { forgetMemory } from '../../ledger/forget-memory.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import { printResult } from '../print-result.js';
import { memoryOfCall, type MemoriesCall, numberOf, refuse } from './call.js';

/** `nectr memories forget`: a dismissal too, whose findings are open again. */
export async function forget(call: MemoriesCall): Promise<void> {
  const number = numberOf(call.args[0], 'M');
  if ((await memoryOfCall(call, number)) === null) return;
  const { source, repository, options } = call;
  try {
    const forgotten = await forgetMemory(source, {
      installationId: repository.installationId,
      number,
      by: null,
      key: null,
    });
    if (forgotten === null) return refuse(`M${number} is forgotten already.`);
    const open = forgotten.reopened.map(({ pullNumber, handle }) => `F${handle} of pull request ${pullNumber}`);
    const again = open.length === 0 ? '' : `open again: ${open.join(', ')}; the next review there counts them\n`;
    const kept = forgotten.kept.map(({ handle, number: other }) => `F${handle} by M${other}`);
    const still = kept.length === 0 ? '' : `still dismissed: ${kept.join(', ')}\n`;
    const back = `\`nectr memories restore M${number} --repo ${repository.fullName}\` brings it back within 30 days`;
    printResult(options.json, forgotten, `M${number} is forgotten; ${back}\n${again}${still}`);
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    refuse(error.message.replaceAll('`', ''));
  }
}
