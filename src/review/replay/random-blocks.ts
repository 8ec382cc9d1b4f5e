import { wordsOf } from '../../diff/place-after.js';
import type { ChangedFile } from '../types.js';

export interface Block {
  path: string;
  lines: number[];
}

/**
 * `count` blocks of `length` consecutive added lines, drawn without repetition from `files`, none of them in `excluded`
 * (`path:line`). Fewer where there are fewer; a block begins and ends with a line that says something, as findings do.
 */
export function randomBlocks(
  files: readonly ChangedFile[],
  {
    length,
    count,
    excluded,
    random,
  }: { length: number; count: number; excluded: ReadonlySet<string>; random: () => number },
): Block[] {
  const candidates = files.flatMap((file) => blocksOf(file, length, excluded));
  const drawn: Block[] = [];
  while (drawn.length < count && candidates.length > 0) {
    const [block] = candidates.splice(Math.floor(random() * candidates.length), 1);
    if (block) drawn.push(block);
  }
  return drawn;
}

function blocksOf({ path, hunks }: ChangedFile, length: number, excluded: ReadonlySet<string>): Block[] {
  const added = new Map<number, string>();
  for (const { kind, newLine, text } of hunks.flatMap(({ lines }) => lines))
    if (kind === 'added' && newLine !== null) added.set(newLine, text);
  return [...added.keys()].flatMap((first) => {
    const lines = Array.from({ length }, (_, index) => first + index);
    const whole = lines.every((line) => added.has(line) && !excluded.has(`${path}:${line}`));
    const says = (line: number | undefined) => line !== undefined && wordsOf(added.get(line) ?? '') !== null;
    return whole && says(lines[0]) && says(lines.at(-1)) ? [{ path, lines }] : [];
  });
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
