import type { Hunk } from '../../../diff/types.js';
import type { MeasuredFunction } from '../../../syntax/measure-functions.js';
import type { TouchedFunction } from './types.js';

/**
 * The functions that a change touches: an added line stands in them, or lines were taken out between two of theirs.
 * `functions` in the order in which they begin.
 */
export function touchedFunctions(functions: readonly MeasuredFunction[], hunks: readonly Hunk[]): TouchedFunction[] {
  const touched = new Map<MeasuredFunction, boolean>();
  const open: MeasuredFunction[] = [];
  let next = 0;
  for (const { from, to } of touchesOf(hunks)) {
    for (let one = functions[next]; one && one.startLine <= from; one = functions[++next]) open.push(one);
    // Functions stand in each other: what ends before this touch is over for all that follow.
    for (let at = open.length - 1; at >= 0; at -= 1) if ((open[at]?.endLine ?? 0) < from) open.splice(at, 1);
    const around = open.filter(({ endLine }) => endLine >= to);
    const inner = around.at(-1);
    for (const one of around) touched.set(one, (touched.get(one) ?? false) || one === inner);
  }
  return functions.flatMap((one) => {
    const itself = touched.get(one);
    return itself === undefined ? [] : [{ ...one, itself }];
  });
}

/** An added line by itself, a removed one as the lines around it; in the order of the new file. */
function touchesOf(hunks: readonly Hunk[]): { from: number; to: number }[] {
  const touches: { from: number; to: number }[] = [];
  for (const { newStart, newCount, lines } of hunks) {
    // Without lines of the new file, a hunk names the line before it.
    let before = newCount === 0 ? newStart : newStart - 1;
    for (const { kind, newLine } of lines) {
      if (newLine !== null) before = newLine;
      if (kind === 'added') touches.push({ from: before, to: before });
      else if (kind === 'removed') touches.push({ from: before, to: before + 1 });
    }
  }
  return touches.toSorted((a, b) => a.from - b.from);
}
