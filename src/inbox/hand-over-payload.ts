import type { PoolClient } from 'pg';

/** Bytes that the driver copies in one turn of the loop: a millisecond or two. */
export const PIECE = 512 * 1024;

/** SQL of the value that `handOverPayload` left with this transaction; `$2` is the number of its pieces. */
export const HANDED_OVER = `(SELECT string_agg(current_setting('nectr.payload_' || n), '' ORDER BY n)
                               FROM generate_series(1, $2::int) AS n)::jsonb`;

/**
 * Leaves a JSON text in UTF-8 with the open transaction of `client`, in settings that end with it, piece by piece: as
 * one parameter of 24 MB the driver would copy it in one go, and hold the loop for 80 ms. Resolves to the number of
 * pieces; rejects with what the database says.
 */
export async function handOverPayload(client: PoolClient, json: Buffer): Promise<number> {
  let pieces = 0;
  for (let at = 0; at < json.length;) {
    const end = characterEnd(json, at + PIECE);
    pieces += 1;
    await client.query({
      name: 'hand_over_payload',
      text: "SELECT length(set_config('nectr.payload_' || $1::int, $2::text, true))",
      values: [pieces, json.subarray(at, end)],
    });
    at = end;
  }
  return pieces;
}

/** The last place up to `at` where no character of UTF-8 is cut in two. */
function characterEnd(text: Buffer, at: number): number {
  let end = Math.min(at, text.length);
  while (end < text.length && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
