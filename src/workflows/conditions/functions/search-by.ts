import { RE2JS, RE2JSException } from 're2js';
import { pay, type Run } from '../run.js';
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
 * machine builds its states while it reads, which costs most, and is paid for as they are built.
 */
export function searchBy(pattern: string): Call | { problem: string } {
  if (pattern.length > LONGEST_PATTERN) return { problem: `The pattern is longer than ${LONGEST_PATTERN} characters` };
  let machine: PaidMachine;
  try {
    machine = compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: `The pattern ${JSON.stringify(pattern)} cannot be read: ${error.message}` };
  }
  if (machine.instructions > MOST_INSTRUCTIONS) return { problem: 'The pattern repeats too much' };
  return ([given], run) => {
    const text = given as string;
    pay(run, 30 + (text.length + 2) * KNOWN_STEP);
    if (machine.states() > MOST_STATES) machine = compile(pattern);
    return machine.test(text, run);
  };
}

interface PaidMachine {
  instructions: number;
  states: () => number;
  /** Throws Spent. */
  test: (text: string, run: Run) => boolean;
}

/** Throws RE2JSException. */
function compile(pattern: string): PaidMachine {
  const machine = RE2JS.compile(pattern);
  const instructions = machine.programSize();
  const { dfa } = machine.re2();
  let payer: Run | null = null;
  const paid = (steps: number) => {
    if (payer !== null) pay(payer, steps);
  };
  const [step, match] = [dfa.step.bind(dfa), dfa.match.bind(dfa)];
  // A step that it has taken before, it looks up without asking for it.
  dfa.step = (...args) => {
    paid(instructions * NEW_STEP);
    return step(...args);
  };
  // Null: it has no room for more states, and each instruction is tried at each character.
  dfa.match = (...args) => {
    const found: unknown = match(...args);
    if (found === null) paid((args[0] as { endPos: () => number }).endPos() * instructions * NEW_STEP);
    return found;
  };
  return {
    instructions,
    states: () => dfa.stateCount,
    test: (text, run) => {
      payer = run;
      try {
        return machine.test(text);
      } finally {
        payer = null;
      }
    },
  };
}
