/**
 * How much was fixed in a file lately: Σ 1 / (1 + e^(−12t + 12)) over its fixes, t from 0 (`oldest`) to 1 (`now`), so
 * that a fix of today counts a half and one of long ago next to nothing. Google's "bugspots"
 * (https://github.com/igrigorik/bugspots). Pure.
 */
export function bugProne(fixedAt: readonly Date[], oldest: Date, now: Date): number {
  const span = Math.max(1, now.getTime() - oldest.getTime());
  return fixedAt.reduce((sum, at) => {
    const t = Math.min(1, Math.max(0, (at.getTime() - oldest.getTime()) / span));
    return sum + 1 / (1 + Math.exp(-12 * t + 12));
  }, 0);
}
