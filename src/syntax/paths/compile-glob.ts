import { parseGlob, GlobError, type Part } from './parse-glob.js';

/** Longer ones are refused: nobody writes them by hand. */
export const LONGEST_GLOB = 256;

/** How much matching may still cost, in steps of the matcher; counted down by it. */
export interface MatchBudget {
  steps: number;
}

export interface CompiledGlob {
  /** Whether the glob matches the whole path; null: the budget was spent before that was known. */
  matches(path: string, budget: MatchBudget): boolean | null;
}

/**
 * One state of the machine: a character that is in its set leads to the next state, `null` sets lead on by themselves.
 */
interface State {
  accepts: ((code: number) => boolean) | null;
  next: number[];
}

interface Machine {
  states: State[];
  start: number;
}

/**
 * Reads a glob as picomatch reads it with `dot`: `*`, `**`, `?`, `[a-z]`, `{a,b}`, `{1..3}`, `@(a|b)` with `?`, `*` and
 * `+`, `!` in front, `\` before a character that is meant as it is. It becomes a machine whose states are followed all
 * at once (Thompson 1968), never an expression that tries one way after the other: time is the length of the path times
 * that of the glob, whatever both say. Returns what is wrong where the glob is too long, has `!(…)`, which no such
 * machine knows, or a range of more than 100 numbers.
 */
export function compileGlob(glob: string, longest = LONGEST_GLOB): CompiledGlob | { problem: string } {
  if (glob.length > longest) return { problem: `longer than ${longest} characters` };
  let text = glob;
  let negated = false;
  for (; text.startsWith('!') && text[1] !== '('; text = text.slice(1)) negated = !negated;
  if (text.startsWith('./')) text = text.slice(2);
  try {
    const follow = follower(build(parseGlob(text)));
    const literal = /^[^*?[\]{}()!+@|\\]*/.exec(text)?.[0] ?? '';
    // `a/**` matches `a` too, and `+(` or `a?` repeat or replace what stands before.
    const prefix = literal === text ? text : literal.slice(0, literal.lastIndexOf('/'));
    return {
      matches: (path, budget) => {
        const found = path.startsWith(prefix) ? follow(path, budget) : false;
        return found === null ? null : found !== negated;
      },
    };
  } catch (error) {
    if (error instanceof GlobError) return { problem: error.message };
    throw error;
  }
}

/** `visit` tells apart one place of one path from all others, so that what was entered need not be wiped. */
function follower({ states, start }: Machine): (path: string, budget: MatchBudget) => boolean | null {
  const end = states.length;
  const entered = new Float64Array(end + 1);
  let visit = 0;
  const enter = (first: number, into: number[], budget: MatchBudget) => {
    const open = [first];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (entered[one] === visit) continue;
      entered[one] = visit;
      budget.steps -= 1;
      const state = states[one];
      if (state?.accepts === null) open.push(...state.next);
      else into.push(one);
    }
  };
  return (path, budget) => {
    visit += 1;
    let now: number[] = [];
    enter(start, now, budget);
    for (let at = 0; at < path.length; at++) {
      if (now.length === 0) return false;
      if (budget.steps <= 0) return null;
      visit += 1;
      const code = path.charCodeAt(at);
      const then: number[] = [];
      for (const one of now) {
        const state = states[one];
        if (state?.accepts?.(code)) for (const next of state.next) enter(next, then, budget);
      }
      now = then;
    }
    return now.includes(end);
  };
}

/**
 * Builds from the end to the front, so that every state knows what follows it. The end is the number after the last
 * state.
 */
function build(parts: readonly Part[]): Machine {
  const states: State[] = [];
  const END = -1;
  const add = (accepts: State['accepts'], next: number[]): number => states.push({ accepts, next }) - 1;
  const sequence = (some: readonly Part[], next: number): number =>
    some.reduceRight((following, part) => one(part, following), next);
  const one = (part: Part, next: number): number => {
    if (part.kind === 'set') return add(part.accepts, [next]);
    const into = (after: number) => part.branches.map((branch) => sequence(branch, after));
    if (part.kind === 'either') return add(null, into(next));
    const again: number[] = [];
    const loop = add(null, again);
    const inner = into(loop);
    again.push(...inner, next);
    return part.least === 0 ? loop : add(null, inner);
  };
  const start = sequence(parts, END);
  const end = states.length;
  for (const state of states)
    for (const [index, next] of state.next.entries()) if (next === END) state.next[index] = end;
  return { states, start: start === END ? end : start };
}
