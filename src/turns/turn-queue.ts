/** Items that wait, taken by turns: one of each key before a second one of any. The order within a key stays. */
export interface TurnQueue<Item> {
  readonly size: number;
  /** `key` is whose turn it is, such as an installation. */
  push(key: string | number, item: Item): void;
  /** The next item: of the key that has waited longest since its last turn. Undefined when nothing waits. */
  shift(): Item | undefined;
  /** Takes out all items that wait, in the order of their turns. */
  clear(): Item[];
}

/** A queue in which a flood of one key delays each other key by one item at a time, not by the flood. */
export function createTurnQueue<Item>(): TurnQueue<Item> {
  // A Map keeps its order of insertion: who has had a turn goes to the end, who has nothing left leaves.
  const waiting = new Map<string | number, Item[]>();
  let size = 0;
  const shift = (): Item | undefined => {
    const [first] = waiting;
    if (!first) return undefined;
    const [key, items] = first;
    const item = items.shift();
    waiting.delete(key);
    if (items.length > 0) waiting.set(key, items);
    size -= 1;
    return item;
  };
  return {
    get size() {
      return size;
    },
    push: (key, item) => {
      const items = waiting.get(key);
      if (items) items.push(item);
      else waiting.set(key, [item]);
      size += 1;
    },
    shift,
    clear: () => Array.from({ length: size }, shift).filter((item) => item !== undefined),
  };
}
