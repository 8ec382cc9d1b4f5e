import { createTurnQueue } from './turn-queue.js';

export interface SlotSettings {
  /** Works at the same time. */
  slots: number;
  /** Those of one key among them, so that a flood of one leaves room for the first of another. */
  slotsOfOne: number;
}

/** Slots that keys, such as installations, share by turns. */
export interface TurnSlots {
  /** Waits for a slot. Returns how to give it back; a second call of that does nothing. */
  take(key: string | number): Promise<() => void>;
  /** Runs `work` in a slot. */
  run<T>(key: string | number, work: () => Promise<T>): Promise<T>;
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
  const keys = new Map<string | number, KeyState>();
  let free = slots;

  function next(): void {
    while (free > 0) {
      const enter = line.shift();
      if (enter === undefined) return;
      free -= 1;
      enter();
    }
  }

  function leave(key: string | number, state: KeyState): void {
    free += 1;
    const waiting = state.outside.shift();
    if (waiting !== undefined) line.push(key, waiting);
    else if (--state.inside === 0) keys.delete(key);
    next();
  }

  function take(key: string | number): Promise<() => void> {
    const state = keys.get(key) ?? { inside: 0, outside: [] };
    keys.set(key, state);
    return new Promise((resolve) => {
      const enter = (): void => {
        let held = true;
        resolve(() => {
          if (held) leave(key, state);
          held = false;
        });
      };
      if (state.inside >= slotsOfOne) {
        state.outside.push(enter);
        return;
      }
      state.inside += 1;
      line.push(key, enter);
      next();
    });
  }

  return {
    take,
    run: async (key, work) => {
      const giveBack = await take(key);
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
