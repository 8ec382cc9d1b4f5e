/**
 * A process may take so long for its first beat: it reads its code from a slow disk, or shares a processor with many.
 */
const START_MS = 60_000;

export interface BeatWatch {
  /** How often is looked, milliseconds; beats should come as often. */
  everyMs: number;
  /** Silence that is reported. */
  silenceMs: number;
  /** How many beats there have been. */
  beats(): number;
  /** Called once. */
  silent(): void;
}

/**
 * Looks whether beats go on. Silence is counted in looks, not by the clock: whoever was frozen or starved itself, along
 * with the whole machine perhaps, has not looked meanwhile and accuses nobody. The first beat may take a minute.
 * Returns how to end it.
 */
export function watchBeats({ everyMs, silenceMs, beats, silent }: BeatWatch): () => void {
  let last = beats();
  let missed = 0;
  const timer = setInterval(() => {
    const now = beats();
    missed = now === last ? missed + 1 : 0;
    last = now;
    const tolerated = now === 0 ? Math.max(START_MS, silenceMs) : silenceMs;
    if (missed * everyMs < tolerated) return;
    clearInterval(timer);
    silent();
  }, everyMs);
  return () => clearInterval(timer);
}
