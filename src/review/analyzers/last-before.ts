import type { Node } from 'web-tree-sitter';

/** A value that a statement gives a name, and where the statement ends. */
export interface Setting {
  end: number;
  value: Node;
}

/** The value of the last of `settings`, which stand in the order of the file, that ends at or before `index`. */
export function lastBefore(settings: readonly Setting[], index: number): Node | null {
  let [low, high] = [0, settings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((settings[middle]?.end ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return settings[low - 1]?.value ?? null;
}
