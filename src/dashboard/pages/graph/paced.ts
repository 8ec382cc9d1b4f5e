/** What it costs may take one part in so many of the page's time. */
const PARTS = 4;

interface Clock {
  now(): number;
  /** Calls `then` after `ms`; returns how to call it off. */
  after(ms: number, then: () => void): () => void;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Hands on the newest of what arrives, as often as the page can bear it: after something that took long it waits longer.
 * What was overtaken is left out. `end` hands on nothing more.
 */
export function paced<T>(use: (value: T) => void, clock: Clock = CLOCK): { offer(value: T): void; end(): void } {
  let newest: { value: T } | null = null;
  let callOff: (() => void) | null = null;
  let free = 0;
  const run = () => {
    callOff = null;
    if (newest === null) return;
    const { value } = newest;
    newest = null;
    const began = clock.now();
    use(value);
    // What is drawn of it ends with the next frame, whose end a timer comes after.
    callOff = clock.after(0, () => {
      callOff = null;
      free = clock.now() + (PARTS - 1) * (clock.now() - began);
      next();
    });
  };
  const next = () => {
    if (newest === null || callOff !== null) return;
    callOff = clock.after(Math.max(0, free - clock.now()), run);
  };
  return {
    offer: (value) => {
      newest = { value };
      next();
    },
    end: () => {
      newest = null;
      callOff?.();
    },
  };
}
