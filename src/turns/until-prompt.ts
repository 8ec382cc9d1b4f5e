/**
 * An answer that took longer than this may be old: the process may have stood still since it asked, and another have taken
 * over. Shorter than any silence after which one is taken over.
 */
const PROMPT_MS = 1000;
/** Whoever answers that slowly each time is slow, and no process stood still. */
const MOST_TRIES = 6;

/**
 * Asks what must be so right before something is done, again while the answer came late; the last answer. Throws what
 * `ask` throws.
 */
export async function untilPrompt<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const askedAt = performance.now();
    const answer = await ask();
    if (performance.now() - askedAt <= PROMPT_MS || tries >= MOST_TRIES) return answer;
  }
}
