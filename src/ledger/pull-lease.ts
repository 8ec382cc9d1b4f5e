import type { DataSource } from 'typeorm';
import { untilPrompt } from '../turns/until-prompt.js';

/** Another writer has the pull request now; nothing more may be written to it. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Another writer is at work on the pull request; its lease ends by itself. Come again soon. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError';
}

/**
 * Takes the lease of a pull request for `ms`, or renews it: one short UPDATE with the database's clock (behaviour.md).
 * A holder is `<execution id>#<attempt>`; what a dead attempt of the same execution held is free, its fence being the
 * attempt. False: another holder has it.
 */
export async function acquireLease(
  source: DataSource,
  pullRequestId: string,
  holder: string,
  ms: number,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await source.query(
    `UPDATE pull_requests SET locked_by = $2, locked_until = now() + make_interval(secs => $3)
      WHERE id = $1 AND (locked_by IS NULL OR split_part(locked_by, '#', 1) = split_part($2, '#', 1) OR locked_until < now()) RETURNING 1`,
    [pullRequestId, holder, ms / 1000],
  );
  return rows.length > 0;
}

/** Renews the lease, or throws LeaseLostError if it is another's or nobody's. Asked before every write. */
export async function assertLease(
  source: DataSource,
  pullRequestId: string,
  holder: string,
  ms: number,
): Promise<void> {
  const [rows] = await untilPrompt<[unknown[], number]>(() =>
    source.query(
      `UPDATE pull_requests SET locked_until = now() + make_interval(secs => $3)
        WHERE id = $1 AND locked_by = $2 RETURNING 1`,
      [pullRequestId, holder, ms / 1000],
    ),
  );
  if (rows.length === 0) throw new LeaseLostError('another writer holds this pull request now');
}

/** Gives the lease back; another holder's stays. */
export async function releaseLease(source: DataSource, pullRequestId: string, holder: string): Promise<void> {
  await source.query(
    'UPDATE pull_requests SET locked_by = NULL, locked_until = NULL WHERE id = $1 AND locked_by = $2',
    [pullRequestId, holder],
  );
}
