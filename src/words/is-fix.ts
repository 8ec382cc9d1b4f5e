/** At the beginning: in the middle of a title the word says little. */
const IS_FIX = /^(?:\[[^\]]{1,60}\]\s*|[\w/.-]{1,60}:\s+)?(?:hot|bug)?-?fix(?:e[sd]|ing)?\b/i;

/** Whether the title of a commit says that it fixes something. Pure. */
export function isFix(title: string): boolean {
  return IS_FIX.test(title);
}
