/**
 * SQL of the id of the event that counts, where a row of `events` of that name is another delivery of it (behaviour.md,
 * "Duplicates"); null: it is none.
 */
export function duplicateOf(event: string): string {
  return `(SELECT counts.id FROM events counts WHERE ${event}.status = 'ignored' AND counts.status <> 'ignored'
    AND counts.deduplication_hash = ${event}.deduplication_hash)`;
}
