import type { Call } from './functions/condition-function.js';
import { functionsNamed } from './functions/functions.js';
import type { Part } from './run.js';
import { kindOf, Unknown, type Kind, type Value } from './values.js';

interface CallParts {
  isMethod: boolean;
  /** Of a method the first is what stands before the dot. */
  parts: readonly Part[];
  /** The last argument, where it is a text that is written out. */
  written: string | null;
}

/** A call of a function of our table; which of those with one name is told by the kinds of the arguments. */
export function buildCall(name: string, { isMethod, parts, written }: CallParts): Part {
  const calls = functionsNamed(name, isMethod).flatMap(({ takes, call, prepare }) => {
    const fitting = takes.filter(({ length }) => length === parts.length);
    if (fitting.length === 0) return [];
    const made = call ?? (prepare && written !== null ? prepare(written) : undefined);
    return typeof made === 'function' ? fitting.map((kinds) => ({ kinds, made })) : [];
  });
  return (run) => {
    const values: Exclude<Value, Unknown>[] = [];
    for (const part of parts) {
      const value = part(run);
      if (value instanceof Unknown) return value;
      values.push(value);
    }
    const call = callFor(calls, values);
    return call === null
      ? new Unknown(`\`${name}\` is not for ${values.map(kindOf).join(' and ')}`)
      : call(values, run);
  };
}

function callFor(
  calls: readonly { kinds: readonly Kind[]; made: Call }[],
  values: readonly Exclude<Value, Unknown>[],
): Call | null {
  return calls.find(({ kinds }) => kinds.every((kind, index) => kind === kindOf(values[index] ?? null)))?.made ?? null;
}
