/** What GitHub says of an issue or a pull request, and of when that is. */
export interface Dated {
  number: number;
  /** Null: nobody knows. */
  updatedAt: Date | null;
}

/** Of several records of one number the one that was changed last; where times do not tell, the last. By number. */
export function newestOfEach<One extends Dated>(records: readonly One[]): One[] {
  const newest = new Map<number, One>();
  for (const record of records) {
    const before = newest.get(record.number);
    if (before === undefined || isNewer(record, before)) newest.set(record.number, record);
  }
  return [...newest.values()].toSorted((one, other) => one.number - other.number);
}

/** Those that may replace what is known: what is older, or of an unknown time, replaces nothing that has one. */
export function newerThan<One extends Dated>(known: readonly Dated[], records: readonly One[]): One[] {
  const byNumber = new Map(known.map((one) => [one.number, one]));
  return records.filter((record) => isNewer(record, byNumber.get(record.number)));
}

/** As new counts, too: it was read later. */
function isNewer({ updatedAt }: Dated, before: Dated | undefined): boolean {
  const known = before?.updatedAt ?? null;
  return known === null || (updatedAt !== null && updatedAt >= known);
}
