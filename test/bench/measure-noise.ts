import { shownExcerpts } from './shown-excerpts.js';

/** Of the excerpts of one part of a prompt: how many were shown, how many the model's words rest on. */
export interface Noise {
  shown: number;
  cited: number;
  /** Such as `src/store.ts:12`, of those that nothing rests on. */
  never: string[];
}

/**
 * Which excerpts of a prompt the model's words (reports, reasons, notes, its closing text) cite by path and line: a path
 * without a line cites all of the file. What no words ever cite over many reviews is noise.
 */
export function measureNoise(prompt: string, words: readonly string[]): Map<string, Noise> {
  const said = words.join('\n');
  const found = new Map<string, Noise>();
  for (const { part, path, first, lines } of shownExcerpts(prompt)) {
    const noise = found.get(part) ?? { shown: 0, cited: 0, never: [] };
    noise.shown += 1;
    if (cites(said, path, Math.min(...lines), Math.max(...lines))) noise.cited += 1;
    else noise.never.push(`${path}:${first}`);
    found.set(part, noise);
  }
  return found;
}

/** `src/a.ts:12`, `src/a.ts, line 12`, `a.ts:10-14`, or the path alone. */
function cites(said: string, path: string, from: number, to: number): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let at = said.indexOf(name); at !== -1; at = said.indexOf(name, at + name.length)) {
    const before = said.slice(Math.max(0, at - 300), at);
    const folder = /[\w./-]*$/.exec(before)?.[0] ?? '';
    if (folder !== '' && !path.endsWith(folder + name)) continue;
    const after = said.slice(at + name.length, at + name.length + 40);
    const line = /^(?::|,? lines? )(\d+)(?:\s?[-–]\s?(\d+))?/.exec(after);
    if (line === null) return true;
    const [first, last] = [Number(line[1]), Number(line[2] ?? line[1])];
    if (first <= to && last >= from) return true;
  }
  return false;
}
