import { keepNewest } from './keep-newest.js';

/** For how long nobody asks, and the error that those who would have asked get instead. */
export interface ClosedDoor {
  forMs: number;
  /**
   * `until`: when somebody may ask again, which may be over while one tries; `since`: from when on whoever asked was
   * turned down or failed. Both in milliseconds since 1970.
   */
  again(until: number, since: number): Error;
}

type Closes = (error: unknown) => ClosedDoor | null;
export type ServiceBreaker = { run<T>(work: () => Promise<T>): Promise<T> };

/**
 * Keeps a service that is away from being waited for by everybody in turn: after a failure of which `closes` says so
 * the others fail at once, until its time is over and one of them tries. A failure of which it says null closes none.
 */
export function createServiceBreaker(closes: Closes, now: () => number = Date.now): ServiceBreaker {
  let open: { until: number; since: number; again: ClosedDoor['again'] } | null = null;
  let probing = false;

  return {
    run: async (work) => {
      const probe = open !== null;
      if (open !== null) {
        if (probing || now() < open.until) throw open.again(open.until, open.since);
        probing = true;
      }
      try {
        const value = await work();
        open = null;
        return value;
      } catch (error) {
        const closed = closes(error);
        if (closed !== null) {
          // Of what was between, where nobody has asked for long, nothing is known.
          const since = open !== null && now() - open.until < closed.forMs ? open.since : now();
          open = { until: now() + closed.forMs, since, again: closed.again };
        }
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}

const MOST_BREAKERS = 10_000;

/**
 * A breaker for each of many services, by its id. Where it is asked otherwise than before (`asked`, a hash of address
 * and credentials) it is another service, whose door is open. The one that was not used for longest goes first.
 */
export function createBreakers(
  closes: Closes,
  { most = MOST_BREAKERS, now = Date.now }: { most?: number; now?: () => number } = {},
): { of(id: string, asked: string): ServiceBreaker } {
  const kept = new Map<string, { asked: string; breaker: ServiceBreaker }>();
  return {
    of: (id, asked) => {
      const known = kept.get(id);
      const entry = known?.asked === asked ? known : { asked, breaker: createServiceBreaker(closes, now) };
      keepNewest(kept, id, entry, most);
      return entry.breaker;
    },
  };
}
