import { createTurnQueue } from './turn-queue.js';

export interface SlotSettings {
  /** Works at the same time. */
  slots: number;
  /** Those of one key among them, so that a flood of one leaves room for the first of another. */
  slotsOfOne: number;
}

/** How a work takes its turns. */
export interface Manners {
  /** It begins only while no other work waits for its turn, whoever's that is. */
  yields?: boolean;
}

/** Slots that keys, such as installations, share by turns. */
export interface TurnSlots {
  /** Waits for a slot. Returns how to give it back; a second call of that does nothing. */
  take(key: string | number, manners?: Manners): Promise<() => void>;
  /** Runs `work` in a slot. */
  run<T>(key: string | number, work: () => Promise<T>, manners?: Manners): Promise<T>;
}

interface KeyState {
  /** In a slot, or in line for one. */
  inside: number;
  /** Would take more than a key may have: not in line yet. */
  outside: (() => void)[];
}

/** `slots` slots: a free one goes to the key that has waited longest since its last turn. */
export function createTurnSlots({ slots, slotsOfOne }: SlotSettings): TurnSlots {
  const line = createTurnQueue<() => void>();
  const yielding = createTurnQueue<() => void>();
  const keys = new Map<string | number, KeyState>();
  const yieldingKeys = new Map<string | number, KeyState>();
  let free = slots;

  function next(): void {
    while (free > 0) {
      const enter = line.shift() ?? yielding.shift();
      if (enter === undefined) return;
      free -= 1;
      enter();
    }
  }

  function leave(key: string | number, state: KeyState, yields: boolean): void {
    free += 1;
    const waiting = state.outside.shift();
    if (waiting !== undefined) (yields ? yielding : line).push(key, waiting);
    else if (--state.inside === 0) (yields ? yieldingKeys : keys).delete(key);
    next();
  }

  function take(key: string | number, { yields = false }: Manners = {}): Promise<() => void> {
    const known = yields ? yieldingKeys : keys;
    const state = known.get(key) ?? { inside: 0, outside: [] };
    known.set(key, state);
    return new Promise((resolve) => {
      const enter = (): void => {
        let held = true;
        resolve(() => {
          if (held) leave(key, state, yields);
          held = false;
        });
      };
      if (state.inside >= slotsOfOne) {
        state.outside.push(enter);
        return;
      }
      state.inside += 1;
      (yields ? yielding : line).push(key, enter);
      next();
    });
  }

  return {
    take,
    run: async (key, work, manners) => {
      const giveBack = await take(key, manners);
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
