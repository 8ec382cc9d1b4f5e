import { RE2JS, RE2JSException } from 're2js';
import { pay } from '../run.js';
import type { Call } from './condition-function.js';

const LONGEST_PATTERN = 200;
/** Instructions of a compiled pattern: `(a{100}){10}` is short and has a thousand. */
const MOST_INSTRUCTIONS = 300;
/** States that are kept of a pattern before it is made anew. */
const MOST_STATES = 2000;
/** Of each character of a text, where the machine has been there before, and for each instruction where it has not. */
const [KNOWN_STEP, NEW_STEP] = [1.5, 20];

/**
 * A search by a regular expression in time that grows with the text and no faster (https://github.com/google/re2). The
 * machine builds its states while it reads, which costs most: a search is paid as if it built one at each character, and
 * what it had built already is paid back.
 */
export function searchBy(pattern: string): Call | { problem: string } {
  if (pattern.length > LONGEST_PATTERN) return { problem: `The pattern is longer than ${LONGEST_PATTERN} characters` };
  let machine: RE2JS;
  try {
    machine = RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: `The pattern ${JSON.stringify(pattern)} cannot be read: ${error.message}` };
  }
  const instructions = machine.programSize();
  if (instructions > MOST_INSTRUCTIONS) return { problem: 'The pattern repeats too much' };
  const built = () => {
    const { stateCount, numClasses } = machine.re2().dfa;
    return stateCount * (numClasses + 1);
  };
  let paid = 0;
  return ([given], run) => {
    const text = given as string;
    const characters = text.length + 2;
    const most = characters * instructions * NEW_STEP;
    pay(run, 30 + characters * KNOWN_STEP + most);
    const found = machine.test(text);
    const fresh = Math.min(characters, Math.max(0, built() - paid));
    paid += fresh;
    run.budget.steps += most - fresh * instructions * NEW_STEP;
    if (machine.re2().dfa.stateCount > MOST_STATES) {
      machine = RE2JS.compile(pattern);
      paid = 0;
    }
    return found;
  };
}
