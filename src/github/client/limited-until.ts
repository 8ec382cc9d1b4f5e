const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * When GitHub may be called again after a limit: `retry-after` in seconds or as an HTTP date, else
 * `x-ratelimit-reset` when nothing remains, else 60 s.
 * Rule: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function limitedUntil(headers: Record<string, string | number | undefined>, now: Date): Date {
  const wait = retryAfter(headers['retry-after'], now) ?? reset(headers, now) ?? DEFAULT_WAIT_MS;
  return new Date(now.getTime() + Math.min(wait, LONGEST_WAIT_MS));
}

function retryAfter(header: string | number | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = String(header).trim();
  if (/^\d+$/.test(text)) return Math.max(1, Number(text)) * 1000;
  if (!/^[A-Z][a-z]{2},/.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(1000, date - now.getTime());
}

function reset(headers: Record<string, string | number | undefined>, now: Date): number | null {
  if (String(headers['x-ratelimit-remaining'] ?? '') !== '0') return null;
  const seconds = Number(headers['x-ratelimit-reset']);
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  // One second more: the header has whole seconds, and clocks differ.
  return Math.max(1000, seconds * 1000 - now.getTime() + 1000);
}
