/** What a setting sets, by the path of its key, such as `max_comments: 3`; empty: nothing. Pure. */
export function valuesOf(values: Readonly<Record<string, unknown>>, before = ''): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = before === '' ? key : `${before}.${key}`;
    if (Array.isArray(value)) return [`${path}: ${value.length === 0 ? '[]' : value.join(', ')}`];
    if (typeof value === 'object' && value !== null) return valuesOf(value as Record<string, unknown>, path);
    return [`${path}: ${String(value)}`];
  });
}
