import { cutText } from '../../../words/cut-text.js';
import type { YamlEntry } from './yaml-entries.js';

/** Lines, 1-based and inclusive; a deletion has none, and ends before it begins. */
export interface Lines {
  from: number;
  to: number;
}

/** The entries of one file, and which of its lines are replaced, or are the replacement. */
interface Version {
  entries: readonly YamlEntry[];
  edited: readonly Lines[];
}

/**
 * What replacements move to another level without being about that, to be put after "it moves"; null: nothing. That is
 * a line which they do not replace, or (unless `blockMoves`) a key that stands in their lines before and after under
 * other keys. New keys around it, or fewer, are what a replacement is about.
 */
export function movedEntry(before: Version, after: Version, { blockMoves }: { blockMoves: boolean }): string | null {
  const [old, fresh] = [sideOf(before), sideOf(after)];
  const known = new Set([...old.inside.keys()].filter((name) => fresh.inside.has(name)));
  return movedOutside(old, fresh, known) ?? (blockMoves ? null : movedInside(old, fresh, known));
}

interface Side {
  entries: readonly YamlEntry[];
  /** Entries of other lines, by their index, with their number among these: the same before and after. */
  outside: Map<number, number>;
  /** Keys that stand once in the edited lines, by name. */
  inside: Map<string, number>;
}

function sideOf({ entries, edited }: Version): Side {
  const outside = new Map<number, number>();
  const inside = new Map<string, number>();
  const twice = new Set<string>(['-', '?']);
  for (const [index, { line, name }] of entries.entries()) {
    if (!edited.some(({ from, to }) => line >= from && line <= to)) outside.set(index, outside.size);
    else if (inside.has(name)) twice.add(name);
    else inside.set(name, index);
  }
  for (const name of twice) inside.delete(name);
  return { entries, outside, inside };
}

function movedOutside(old: Side, fresh: Side, known: ReadonlySet<string>): string | null {
  const now = [...fresh.outside.keys()];
  for (const [index, number] of old.outside) {
    const [before, after] = [old.entries[index], fresh.entries[now[number] ?? -1]];
    if (before === undefined) continue;
    const isSame = after?.name === before.name && isSameParent(before.parent, after.parent);
    if (!isSame) return `line ${before.line}, which it does not replace,`;
  }
  return now.length > old.outside.size ? 'lines that it does not replace' : null;

  function isSameParent(was: number | null, is: number | null): boolean {
    if (was === null || is === null) return was === is;
    const [wasOutside, isOutside] = [old.outside.get(was), fresh.outside.get(is)];
    if (wasOutside !== undefined || isOutside !== undefined) return wasOutside === isOutside;
    const [wasName, isName] = [old.entries[was]?.name ?? '', fresh.entries[is]?.name ?? ''];
    return wasName === isName || !(known.has(wasName) || known.has(isName));
  }
}

function movedInside(old: Side, fresh: Side, known: ReadonlySet<string>): string | null {
  const moved = [...known].find((name) => wayTo(name, old, known) !== wayTo(name, fresh, known));
  return moved === undefined ? null : `\`${cutText(moved, 60)}\``;
}

/** The keys around a key, but those that only one side has. */
function wayTo(name: string, { entries, outside, inside }: Side, known: ReadonlySet<string>): string {
  const way: (string | number)[] = [];
  for (let at = entries[inside.get(name) ?? -1]?.parent ?? null; at !== null; at = entries[at]?.parent ?? null) {
    const around = outside.get(at) ?? entries[at]?.name ?? '';
    if (typeof around === 'number' || known.has(around)) way.push(around);
  }
  return JSON.stringify(way);
}
