import { AsyncLocalStorage } from 'node:async_hooks';
import { createTurnSlots, type Manners, type SlotSettings } from './turn-slots.js';

export interface WorkSlots {
  /** Runs `work` when it is `key`'s turn: its place is its own to the end, its slot only while it works. */
  atWork<T>(key: string | number, work: () => Promise<T>, manners?: Manners): Promise<T>;
  /**
   * Runs something that only waits for the outside: the slot of the work it is called from goes to others meanwhile,
   * and is waited for by turns afterwards. Outside of any work it just runs.
   */
  aside<T>(wait: () => Promise<T>): Promise<T>;
}

/** The slot of one work, given away while any part of it is aside and taken again by the first part that is back. */
interface Held {
  key: string | number;
  manners: Manners | undefined;
  giveBack: (() => void) | null;
  taking: Promise<void> | null;
  ended: boolean;
}

/**
 * Slots for works that compute now and then, and wait for minutes in between: `atWork` bounds those that compute at the
 * same time, `begun` those that have begun and not ended, since each holds in memory what it has read.
 */
export function createWorkSlots(settings: { atWork: SlotSettings; begun: SlotSettings }): WorkSlots {
  const begun = createTurnSlots(settings.begun);
  const slots = createTurnSlots(settings.atWork);
  const current = new AsyncLocalStorage<Held>();

  async function take(held: Held): Promise<void> {
    if (held.giveBack !== null || held.ended) return;
    held.taking ??= slots.take(held.key, held.manners).then((giveBack) => {
      held.giveBack = giveBack;
      held.taking = null;
    });
    await held.taking;
  }

  function giveBack(held: Held): void {
    held.giveBack?.();
    held.giveBack = null;
  }

  return {
    atWork: (key, work, manners) =>
      begun.run(
        key,
        async () => {
          const held: Held = { key, manners, giveBack: null, taking: null, ended: false };
          await take(held);
          try {
            return await current.run(held, work);
          } finally {
            // A part that nobody waited for may be on its way back: it works without a slot.
            held.ended = true;
            await held.taking;
            giveBack(held);
          }
        },
        manners,
      ),
    aside: async (wait) => {
      const held = current.getStore();
      if (held === undefined) return wait();
      giveBack(held);
      try {
        return await wait();
      } finally {
        await take(held);
      }
    },
  };
}
