/** A body above this is large: read into one buffer, parsed in a thread, written by itself. Bytes. */
export const LARGE_BODY = 256 * 1024;

const TOTAL = 100 * 1024 * 1024;
/** Of the total, what large bodies never get: ordinary deliveries go on while they come. */
const KEPT_FOR_SMALL = 20 * 1024 * 1024;

/** Room that one body has taken. */
export interface Reservation {
  /** Makes it `bytes` in all, if it is less; false where there is no room, and then nothing changes. */
  grow(bytes: number): boolean;
  /** Gives all of it back; once. */
  release(): void;
}

export interface ByteBudget {
  /** Null: no room for `bytes`. */
  reserve(bytes: number): Reservation | null;
}

/** Room for the bodies of all connections together, from their first byte until they are stored or refused. */
export function createByteBudget({ total = TOTAL, keptForSmall = KEPT_FOR_SMALL } = {}): ByteBudget {
  let used = 0;
  let usedByLarge = 0;
  return {
    reserve: (bytes) => {
      let mine = 0;
      const reservation: Reservation = {
        grow: (wanted) => {
          if (wanted <= mine) return true;
          const largeBefore = mine > LARGE_BODY ? mine : 0;
          const large = wanted > LARGE_BODY ? usedByLarge - largeBefore + wanted : usedByLarge;
          if (used - mine + wanted > total || large > total - keptForSmall) return false;
          [used, usedByLarge, mine] = [used - mine + wanted, large, wanted];
          return true;
        },
        release: () => {
          used -= mine;
          if (mine > LARGE_BODY) usedByLarge -= mine;
          mine = 0;
        },
      };
      return reservation.grow(bytes) ? reservation : null;
    },
  };
}
