const DEEPEST = 3;
const LONGEST_TEXT = 300;
const MOST_FIELDS = 200;

/**
 * Of a payload what the door looks at: the fields of the first three levels, without lists, long texts cut. What comes
 * later reads the whole payload from the database.
 */
export function payloadOutline(payload: Record<string, unknown>, depth = 1): Record<string, unknown> {
  const fields = Object.entries(payload).slice(0, MOST_FIELDS);
  return Object.fromEntries(
    fields.flatMap(([name, value]): [string, unknown][] => {
      if (typeof value === 'string') return [[name, value.slice(0, LONGEST_TEXT)]];
      if (typeof value !== 'object' || value === null) return [[name, value]];
      if (Array.isArray(value) || depth >= DEEPEST) return [];
      return [[name, payloadOutline(value as Record<string, unknown>, depth + 1)]];
    }),
  );
}
