/** SQL of the state that a finding has now: a dismissal that has run out counts as open again. */
export function stateNow(finding: string): string {
  return `CASE WHEN ${finding}.state = 'dismissed' AND ${finding}.dismissed_until < now() THEN 'open' ELSE ${finding}.state END`;
}

/** SQL conditions, each for an index of its own, that together choose the findings of a state (null: of any). */
export function branchesOfState(finding: string, state: 'open' | 'fixed' | 'dismissed' | 'outdated' | null): string[] {
  const dismissed = `${finding}.state = 'dismissed'`;
  const until = `${finding}.dismissed_until`;
  if (state === null) return ['true'];
  if (state === 'open') return [`${finding}.state = 'open'`, `${dismissed} AND ${until} < now()`];
  if (state === 'dismissed') return [`${dismissed} AND (${until} IS NULL OR ${until} >= now())`];
  return [`${finding}.state = '${state}'`];
}
