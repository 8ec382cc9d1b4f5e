/** Mem0 as it is reached. */
export interface Mem0Settings {
  apiKey: string;
  /** The platform, or an open-source server; without a slash at its end. */
  host: string;
}

/** How long is waited, in milliseconds. */
export interface Mem0Times {
  /** For an answer that a review waits for: a little less than it does, so that the next one hears why. */
  read: number;
  /** For one that nobody waits for: a server may compute an embedding first. */
  write: number;
  /** Between two looks at an event that is not over; doubled each time. */
  poll: number;
  /** For an event of the platform altogether. */
  event: number;
  /** How long nobody asks a server that did not answer, or answered nonsense. */
  away: number;
  /** How long nobody asks where somebody has to mend something first. */
  refused: number;
}

export const defaultTimes: Mem0Times = {
  read: 1400,
  write: 5000,
  poll: 250,
  event: 5000,
  away: 30_000,
  refused: 300_000,
};
