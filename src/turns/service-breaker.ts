/** For how long nobody asks, and the error that those who would have asked get instead. */
export interface ClosedDoor {
  forMs: number;
  again(): Error;
}

/**
 * Keeps a service that is away from being waited for by everybody in turn: after a failure of which `closes` says so
 * the others fail at once, until its time is over and one of them tries. A failure of which it says null closes none.
 */
export function createServiceBreaker(
  closes: (error: unknown) => ClosedDoor | null,
  now: () => number = Date.now,
): { run<T>(work: () => Promise<T>): Promise<T> } {
  let open: { until: number; again(): Error } | null = null;
  let probing = false;

  return {
    run: async (work) => {
      const probe = open !== null;
      if (open !== null) {
        if (probing || now() < open.until) throw open.again();
        probing = true;
      }
      try {
        const value = await work();
        open = null;
        return value;
      } catch (error) {
        const closed = closes(error);
        if (closed !== null) open = { until: now() + closed.forMs, again: closed.again };
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}
