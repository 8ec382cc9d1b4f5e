/** The day of a time as people read it, such as `2026-01-31` (UTC). */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
