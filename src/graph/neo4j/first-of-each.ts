/** Rows in the order of `better`, one for each key: the first. A statement sees nothing of what it has just made. */
export function firstOfEach<Row>(
  rows: readonly Row[],
  key: (row: Row) => readonly unknown[],
  better: (one: Row, other: Row) => number,
): Row[] {
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const name = JSON.stringify(key(row));
    const before = kept.get(name);
    if (before === undefined || better(row, before) < 0) kept.set(name, row);
  }
  return [...kept.values()];
}
