import { z } from '@hono/zod-openapi';
import type { Parameters } from './parameters.js';

/** Where a list by time and id goes on. Microseconds, as PostgreSQL keeps them: milliseconds would skip rows. */
export interface Place {
  micros: string;
  id: string;
}

/** The cursor of such a list. */
export const placeKey = z.tuple([z.string().regex(/^\d{1,17}$/), z.guid()]);

/** Pure. */
export function placeOf(key: z.infer<typeof placeKey> | null): Place | null {
  return key && { micros: key[0], id: key[1] };
}

/** SQL of the microseconds of a time. */
export function microsOf(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;
}

/** SQL of "comes after this place". */
export function isBehind([at, id]: readonly [string, string], place: Place, given: Parameters): string {
  const time = `'epoch'::timestamptz + ${given.add(place.micros)}::bigint * interval '1 microsecond'`;
  return `(${at}, ${id}) < (${time}, ${given.add(place.id)}::uuid)`;
}

/** SQL of "comes after the place in `$micros` and `$id`", which are null on the first page. */
export function isAfter(column: string, id: string, [micros, place]: readonly [string, string]): string {
  return `(${micros}::bigint IS NULL OR (${column}, ${id}) < ('epoch'::timestamptz + ${micros}::bigint * interval '1 microsecond', ${place}::uuid))`;
}
