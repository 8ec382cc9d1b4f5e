import { z } from '@hono/zod-openapi';

/** Words of a filter; PostgreSQL stores no NUL and refuses to look for one. */
export function plainText(longest: number) {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => !text.includes('\0'), 'holds a NUL');
}

/** A time as RFC 3339 writes it. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((at) => new Date(at))
  .openapi({ type: 'string', format: 'date-time' });

/** The text as a part of a `LIKE` pattern, in which nothing of it has a meaning. */
export function likePart(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
