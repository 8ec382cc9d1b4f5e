const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Such as "840 B", "12 kB", "1.4 MB" (of 1,000). Pure. */
export function bytes(size: number): string {
  let [value, at] = [size, 0];
  while (value >= 1000 && at < UNITS.length - 1) [value, at] = [value / 1000, at + 1];
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[at] ?? 'B'}`;
}
