import type { Lookups } from './lookups.js';

const COMMIT_ID = /^(?=.*\d)[0-9a-f]{7,64}$/i;

/** Whether a title says nothing of a change: it is empty, or the id of a commit. */
export function isUntelling(title: string): boolean {
  return title.trim() === '' || COMMIT_ID.test(title.trim());
}

/**
 * The title of a change as the model is told it: one that says nothing is replaced by the subject of the head commit,
 * where that can be read. Throws only if `signal` is aborted.
 */
export async function toldTitle(
  title: string,
  headSubject: Lookups['headSubject'],
  signal: AbortSignal,
): Promise<string> {
  if (!isUntelling(title) || headSubject === undefined) return title;
  try {
    return (await headSubject(signal))?.trim() || title;
  } catch {
    signal.throwIfAborted();
    return title;
  }
}
