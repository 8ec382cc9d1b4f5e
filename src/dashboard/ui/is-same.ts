/** Whether two values of a form say the same, whatever the order of their keys; a key without a value is none. Pure. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, byKey) === JSON.stringify(b, byKey);
}

function byKey(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
