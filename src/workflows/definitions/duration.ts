import { z } from 'zod';

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const WRITTEN = /^(\d{1,6})\s*(s|m|h|d)$/;

/** Seconds of `90s`, `10m`, `48h`, `2d`; null: it is no such text. Pure. */
export function secondsOf(text: string): number | null {
  const [, count, unit] = WRITTEN.exec(text.trim()) ?? [];
  return count === undefined ? null : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** A span of time as people write it, from `least` to `most` seconds. */
export function duration(least: number, most: number) {
  return z
    .string()
    .refine((text) => secondsOf(text) !== null, 'must be a time such as 90s, 10m, 48h or 2d')
    .refine(
      (text) => {
        const seconds = secondsOf(text);
        return seconds === null || (seconds >= least && seconds <= most);
      },
      `must be from ${inWords(least)} to ${inWords(most)}`,
    );
}

function inWords(seconds: number): string {
  const [unit, size] = (Object.entries(UNITS) as [string, number][]).findLast(([, each]) => seconds % each === 0) ?? [
    's',
    1,
  ];
  return `${seconds / size}${unit}`;
}
