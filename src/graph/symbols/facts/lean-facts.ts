import { NO_CONTRACT } from '../contract-of.js';
import type { FileFacts } from '../file-facts.js';

/** Of one file; who asks for more lines than this asks for all of it. */
const MOST_USES = 1000;

/**
 * The facts of a file as far as they are needed to follow what it uses on some lines: without contracts and signatures,
 * and with the uses of these lines only. Small enough to be sent from a thread without holding up who gets it.
 */
export function leanFacts(facts: FileFacts, lines: ReadonlySet<number>): FileFacts {
  const wanted = ({ line }: { line: number }) => lines.has(line);
  return {
    ...facts,
    symbols: facts.symbols.map((symbol) => ({ ...symbol, signature: '', contract: NO_CONTRACT, contractHash: '' })),
    calls: facts.calls.filter(wanted).slice(0, MOST_USES),
    types: facts.types.filter(wanted).slice(0, MOST_USES),
  };
}
