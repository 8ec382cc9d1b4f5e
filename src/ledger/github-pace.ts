import type { DataSource } from 'typeorm';

/** `content`: people are notified of it, or see something new. Whatever else changes something is a `write`. */
export type PacedKind = 'read' | 'write' | 'content';

/**
 * What one installation may send, below what GitHub allows (80 content-creating requests a minute, 500 an hour, 900
 * points a minute, nothing side by side): https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const PACE = {
  writesPerMinute: 60,
  contentsPerHour: 500,
  /** Calls that leave evenly arrive in bunches: at GitHub's own number some minute of its clock has more. */
  pointsPerMinute: 840,
} as const;

/** Points are counted in slots of a sixth of a minute: any minute lies within seven of them. */
const SLOTS = 7;

export interface PacedCall {
  githubInstallationId: number;
  kind: PacedKind;
  /** 1 for a read, 5 for everything else. */
  points: number;
  /** Whoever writes: one name for each call. */
  writer: string;
  /** Least time between two writes that notify; 60 of them are the minute, 3600 the hour. 0: only limits are kept. */
  intervalMs: number;
  /** A write that is not answered and whose process says nothing for so long counts as lost. */
  silenceMs: number;
}

/** `limitedMs`: GitHub has asked for it; `waitMs`: it would be too soon. Ask again after that time. */
export type PaceAnswer = { kind: 'go' } | { kind: 'limited'; limitedMs: number } | { kind: 'wait'; waitMs: number };

/**
 * Takes the right to send one call, whichever process asks: one short UPDATE with the database's clock. A write holds
 * its installation until `endWrite`. Refused calls have taken nothing.
 */
export async function takeCall(source: DataSource, call: PacedCall): Promise<PaceAnswer> {
  const { githubInstallationId, kind, points, writer, intervalMs, silenceMs } = call;
  const spend = [githubInstallationId, points, intervalMs / 1000];
  const isContent = kind === 'content';
  for (let attempt = 1; ; attempt++) {
    const [taken]: [unknown[], number] =
      kind === 'read'
        ? await source.query(TAKE_READ, spend)
        : await source.query(TAKE_WRITE, [...spend, isContent, writer, silenceMs / 1000]);
    if (taken.length > 0) return { kind: 'go' };
    const rows: Refusal[] = await source.query(REFUSAL, [...spend, kind !== 'read', isContent]);
    if (rows[0] !== undefined) return answerOf(rows[0]);
    if (attempt > 1) throw new Error('PostgreSQL keeps no pace for this installation');
    await addRow(source, githubInstallationId);
  }
}

/** Says that a write is still under way: asked from time to time while GitHub has not answered. */
export async function keepWriting(
  source: DataSource,
  { githubInstallationId, writer, silenceMs }: Pick<PacedCall, 'githubInstallationId' | 'writer' | 'silenceMs'>,
): Promise<void> {
  await source.query(
    `UPDATE github_paces SET writer_until = clock_timestamp() + make_interval(secs => $3)
      WHERE github_installation_id = $1 AND writer = $2`,
    [githubInstallationId, writer, silenceMs / 1000],
  );
}

/**
 * A write is answered (or given up): the next one may go. It counts from now, since nobody knows when GitHub had it.
 */
export async function endWrite(
  source: DataSource,
  { githubInstallationId, writer, kind }: Pick<PacedCall, 'githubInstallationId' | 'writer' | 'kind'>,
): Promise<void> {
  await source.query(
    `UPDATE github_paces SET writer = NULL, writer_until = NULL,
            writes = writes[:cardinality(writes) - 1] || clock_timestamp(),
            contents = CASE WHEN $3 THEN contents[:cardinality(contents) - 1] || clock_timestamp() ELSE contents END
      WHERE github_installation_id = $1 AND writer = $2`,
    [githubInstallationId, writer, kind === 'content'],
  );
}

/**
 * GitHub asked to send nothing for `ms`, by the database's clock; a shorter wait changes nothing. Returns for how many
 * milliseconds nothing may be sent.
 */
export async function limitInstallation(source: DataSource, githubInstallationId: number, ms: number): Promise<number> {
  const rows: { ms: number }[] = await source.query(
    `INSERT INTO github_paces AS mine (github_installation_id, limited_until)
     VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (github_installation_id) DO UPDATE SET limited_until = GREATEST(mine.limited_until, EXCLUDED.limited_until)
     RETURNING (extract(epoch FROM limited_until - clock_timestamp()) * 1000)::float8 AS ms`,
    [githubInstallationId, ms / 1000],
  );
  return Math.ceil(rows[0]?.ms ?? ms);
}

/** For how many milliseconds GitHub still wants to hear nothing; 0: it may be asked. */
export async function readLimit(source: DataSource, githubInstallationId: number): Promise<number> {
  const rows: { ms: number | null }[] = await source.query(
    `SELECT (extract(epoch FROM limited_until - clock_timestamp()) * 1000)::float8 AS ms
       FROM github_paces WHERE github_installation_id = $1`,
    [githubInstallationId],
  );
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0));
}

async function addRow(source: DataSource, githubInstallationId: number): Promise<void> {
  await source.query('INSERT INTO github_paces (github_installation_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    githubInstallationId,
  ]);
}

/** Milliseconds until each reason is over; null: it is none. */
interface Refusal {
  limited: number | null;
  writing: number | null;
  minute: number | null;
  hour: number | null;
  notified: number | null;
  points: number | null;
}

function answerOf({ limited, writing, minute, hour, notified, points }: Refusal): PaceAnswer {
  if (limited !== null && limited > 0) return { kind: 'limited', limitedMs: Math.ceil(limited) };
  // Who writes may be answered at any moment.
  const busy = writing !== null && writing > 0 ? Math.min(writing, LOOK_MS) : 0;
  return {
    kind: 'wait',
    waitMs: Math.max(1, Math.ceil(Math.max(busy, minute ?? 0, hour ?? 0, notified ?? 0, points ?? 0))),
  };
}

const LOOK_MS = 100;

const SINCE = (column: string, length: string) =>
  `ARRAY(SELECT one FROM unnest(${column}) AS one WHERE one > clock_timestamp() - ${length})`;
const MINUTE = 'make_interval(secs => 60 * $3::float8)';
const HOUR = 'make_interval(secs => 3600 * $3::float8)';
const INTERVAL = 'make_interval(secs => $3::float8)';
const WRITES = SINCE('writes', MINUTE);
const CONTENTS = SINCE('contents', HOUR);
/** The slot of the moment; without a pace there is but one, in which nothing is counted. */
const SLOT = `CASE WHEN $3::float8 > 0 THEN floor(extract(epoch FROM clock_timestamp()) / (10 * $3::float8))::bigint ELSE 0 END`;
/** What was spent, as seen from the slot of the moment: slots that have passed since are empty. */
const SPENT = `(array_fill(0, ARRAY[LEAST(${SLOTS}, GREATEST(0, ${SLOT} - points_slot))::int]) || points)[1:${SLOTS}]`;
const FREE = '$3::float8 = 0';

const SPEND = `points = CASE WHEN ${FREE} THEN points ELSE (COALESCE((${SPENT})[1], 0) + $2::int) || (${SPENT})[2:${SLOTS}] END,
       points_slot = GREATEST(points_slot, ${SLOT})`;
const OPEN = `github_installation_id = $1
   AND (limited_until IS NULL OR limited_until <= clock_timestamp())
   AND (${FREE} OR (SELECT COALESCE(sum(one), 0) FROM unnest(${SPENT}) AS one) + $2 <= ${PACE.pointsPerMinute})`;

const TAKE_READ = `UPDATE github_paces SET ${SPEND} WHERE ${OPEN} RETURNING 1`;

const TAKE_WRITE = `
UPDATE github_paces
   SET ${SPEND},
       writer = $5, writer_until = clock_timestamp() + make_interval(secs => $6),
       writes = ${WRITES} || clock_timestamp(),
       contents = CASE WHEN $4::boolean THEN ${CONTENTS} || clock_timestamp() ELSE contents END
 WHERE ${OPEN}
   AND (writer_until IS NULL OR writer_until <= clock_timestamp())
   AND (${FREE} OR cardinality(${WRITES}) < ${PACE.writesPerMinute})
   AND (NOT $4 OR ${FREE} OR cardinality(${CONTENTS}) < ${PACE.contentsPerHour})
   AND (NOT $4 OR ${FREE} OR COALESCE(contents[cardinality(contents)] <= clock_timestamp() - ${INTERVAL}, true))
RETURNING 1`;

const MS = (until: string) => `(extract(epoch FROM ${until} - clock_timestamp()) * 1000)::float8`;

const REFUSAL = `
SELECT ${MS('limited_until')} AS limited,
       CASE WHEN $4::boolean THEN ${MS('writer_until')} END AS writing,
       CASE WHEN $4 THEN ${MS(`(${WRITES})[cardinality(${WRITES}) - ${PACE.writesPerMinute - 1}] + ${MINUTE}`)} END AS minute,
       CASE WHEN $5::boolean THEN ${MS(`(${CONTENTS})[cardinality(${CONTENTS}) - ${PACE.contentsPerHour - 1}] + ${HOUR}`)} END AS hour,
       CASE WHEN $5 THEN ${MS(`contents[cardinality(contents)] + ${INTERVAL}`)} END AS notified,
       CASE WHEN (SELECT COALESCE(sum(one), 0) FROM unnest(${SPENT}) AS one) + $2::int > ${PACE.pointsPerMinute}
            THEN 2500 * $3::float8 END AS points
  FROM github_paces WHERE github_installation_id = $1`;
