/** SQL of the state that a finding has now: a dismissal that has run out counts as open again. */
export function stateNow(finding: string): string {
  return `CASE WHEN ${finding}.state = 'dismissed' AND ${finding}.dismissed_until < now() THEN 'open' ELSE ${finding}.state END`;
}

/** SQL conditions, each for an index of its own, that together choose the findings of a state (null: of any). */
export function branchesOfState(state: 'open' | 'fixed' | 'dismissed' | 'outdated' | null): string[] {
  if (state === null) return ['true'];
  if (state === 'open') return [`f.state = 'open'`, `f.state = 'dismissed' AND f.dismissed_until < now()`];
  if (state === 'dismissed')
    return [`f.state = 'dismissed' AND (f.dismissed_until IS NULL OR f.dismissed_until >= now())`];
  return [`f.state = '${state}'`];
}
