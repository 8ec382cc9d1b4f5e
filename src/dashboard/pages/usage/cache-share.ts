/** What was sent to models, by how it was paid. */
export interface Sent {
  tokens_in: number;
  tokens_cache_read: number;
  tokens_cache_write: number;
}

/** The part of what was sent that came out of the cache, at a tenth of the price; null: nothing was sent. Pure. */
export function cacheShare({
  tokens_in: fresh,
  tokens_cache_read: read,
  tokens_cache_write: written,
}: Sent): number | null {
  const all = fresh + read + written;
  return all === 0 ? null : read / all;
}
