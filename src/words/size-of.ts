const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** How much that is, in the unit that people would take: `840 B`, `1.4 MB`, `54 GB` (of 1,024). Pure. */
export function sizeOf(bytes: number): string {
  let [value, at] = [bytes, 0];
  while (Math.round(value) >= 1024 && at < UNITS.length - 1) [value, at] = [value / 1024, at + 1];
  return `${value < 10 && at > 0 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[at] ?? 'B'}`;
}
