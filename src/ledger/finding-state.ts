/**
 * A dismissal that has run out counts as open again, from that moment and everywhere; the row is changed by the next
 * review. Whoever asks for a state asks by these: each is SQL about a row of `findings` of that name.
 */

/** The state that a finding has now. */
export function stateNow(finding: string): string {
  return `CASE WHEN ${hasRunOut(finding)} THEN 'open' ELSE ${finding}.state END`;
}

/** It is open now. */
export function isOpenNow(finding: string): string {
  return `(${finding}.state = 'open' OR ${hasRunOut(finding)})`;
}

/** It is dismissed now. */
export function isDismissedNow(finding: string): string {
  return `(${finding}.state = 'dismissed' AND (${finding}.dismissed_until IS NULL OR ${finding}.dismissed_until >= now()))`;
}

/** Conditions, each for an index of its own, that together choose the findings of a state (null: of any). */
export function branchesOfState(finding: string, state: 'open' | 'fixed' | 'dismissed' | 'outdated' | null): string[] {
  if (state === null) return ['true'];
  if (state === 'open') return [`${finding}.state = 'open'`, hasRunOut(finding)];
  if (state === 'dismissed') return [isDismissedNow(finding)];
  return [`${finding}.state = '${state}'`];
}

function hasRunOut(finding: string): string {
  return `${finding}.state = 'dismissed' AND ${finding}.dismissed_until < now()`;
}
