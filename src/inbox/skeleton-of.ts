/** Longer texts tell nothing apart. */
const LONGEST = 256;
const OF_OBJECTS = ['id', 'number', 'updated_at'] as const;

/**
 * Of a payload, what the row of its event is made of (see event-row.ts and deduplication-hash.ts): its own short
 * values, and of the objects in it what tells them apart. What is left is small, however large the payload is.
 */
export function skeletonOf(payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(payload).map(([key, value]) => [key, isShort(value) ? value : partOf(value)] as const);
  return Object.fromEntries(
    kept.filter(([key, value]) => value !== undefined && key.length <= LONGEST).slice(0, LONGEST),
  );
}

function partOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object = value as Record<string, unknown>;
  return Object.fromEntries(OF_OBJECTS.flatMap((key) => (isShort(object[key]) ? [[key, object[key]]] : [])));
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}
