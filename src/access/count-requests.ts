import type { Caller } from './caller.js';

/** What is known once a request is counted. */
export interface CountedRequest {
  /** Of its subject, within this minute. */
  requests: number;
  /** Until the next one. */
  seconds: number;
}

/** Who has come in, and how often. */
export interface Entered {
  caller: Caller;
  counted: CountedRequest;
}

/** SQL that counts a request of each `subject` (SQL) of `from`: in PostgreSQL, so that several processes keep one limit. */
export function countingOf(subject: string, from = ''): string {
  return `INSERT INTO request_counts AS c (subject, minute, requests)
      SELECT ${subject}, date_trunc('minute', now()), 1 ${from}
      ON CONFLICT (subject) DO UPDATE SET requests = CASE WHEN c.minute = EXCLUDED.minute THEN c.requests + 1 ELSE 1 END,
        minute = EXCLUDED.minute
      RETURNING requests, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`;
}

/** The subject of all requests of a person, whatever they come by; SQL of `users.id`. */
export function subjectOf(userId: string): string {
  return `'user:' || ${userId}`;
}

/** SQL that finds who asks by `finding`, which gives `"userId"`, and counts that; no row: nobody, and nothing is counted. */
export function foundAndCounted(finding: string): string {
  return `WITH found AS MATERIALIZED (${finding}), counted AS (${countingOf(subjectOf('"userId"'), 'FROM found')})
    SELECT * FROM found, counted`;
}
