import { jsonText } from '../database/json-text.js';
import type { DataSource } from 'typeorm';
import type { Recorder } from './record-events.js';

/** An open pull request as GitHub lists it: just what the sweep decides by; the whole object becomes the payload. */
export interface ListedPull {
  number: number;
  updated_at: string;
  created_at: string;
  head: { sha: string };
}

export interface SweptRepository {
  id: number;
  githubRepoId: number;
  githubInstallationId: number;
  fullName: string;
  private: boolean;
  installedAt: Date;
}

export interface SweepPorts {
  source: DataSource;
  recorder: Pick<Recorder, 'record'>;
  /** Newest first. */
  listOpenPulls(repository: SweptRepository): Promise<ListedPull[]>;
  now: Date;
}

const DAY_MS = 86_400_000;
const QUIET_MS = 10 * 60_000;
const PER_HOUR = 20;

/**
 * Finds open pull requests that have no run although they should (their delivery is lost for good) and puts an event of
 * our own into the inbox for each. Of behaviour.md, "Sweeps": only what was opened or pushed after the repository was
 * added, and changed in the last three days, quiet for ten minutes, twenty an hour for an installation. Returns what was
 * found; a repository that cannot be listed is named in `failed`.
 */
export async function sweepPulls(ports: SweepPorts): Promise<{ recorded: number; failed: string[] }> {
  const { source, recorder, now } = ports;
  const swept = { recorded: 0, failed: [] as string[] };
  for (const repository of await activeRepositories(source)) {
    try {
      const room = PER_HOUR - (await recentlySwept(source, repository));
      const listed = await ports.listOpenPulls(repository);
      const due = await openedOrPushed(source, repository, dueForSweep(listed, repository.installedAt, now), now);
      const missing = await withoutRun(source, repository, due);
      for (const pull of missing.slice(0, Math.max(0, room))) {
        const result = await recorder.record({
          source: 'schedule',
          deliveryId: `sweep:${repository.githubRepoId}:${pull.number}:${pull.head.sha}`,
          name: 'pull_request',
          payload: payloadOf(repository, pull),
          sha256: null,
        });
        if (result === 'recorded') swept.recorded += 1;
      }
    } catch (error) {
      swept.failed.push(`${repository.fullName}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  return swept;
}

/** Which of the open pull requests were changed long enough ago, lately enough, and after the repository was added. Pure. */
export function dueForSweep(pulls: readonly ListedPull[], installedAt: Date, now: Date): ListedPull[] {
  return pulls.filter(({ updated_at }) => {
    const updated = Date.parse(updated_at);
    return (
      updated > installedAt.getTime() && updated > now.getTime() - 3 * DAY_MS && updated <= now.getTime() - QUIET_MS
    );
  });
}

function payloadOf(repository: SweptRepository, pull: ListedPull): unknown {
  return {
    action: 'synchronize',
    number: pull.number,
    pull_request: pull,
    installation: { id: repository.githubInstallationId },
    repository: { id: repository.githubRepoId, full_name: repository.fullName, private: repository.private },
  };
}

function activeRepositories(source: DataSource): Promise<SweptRepository[]> {
  return source.query(
    `SELECT r.id, r.github_repo_id::float8 AS "githubRepoId", i.github_installation_id::float8 AS "githubInstallationId",
            r.full_name AS "fullName", r.private, r.installed_at AS "installedAt"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.is_active AND i.deleted_at IS NULL AND i.suspended_at IS NULL ORDER BY r.id`,
  );
}

async function recentlySwept(source: DataSource, { githubInstallationId }: SweptRepository): Promise<number> {
  const rows: { count: number }[] = await source.query(
    `SELECT count(*)::int AS count FROM events
      WHERE source = 'schedule' AND event_type LIKE 'pull_request.%' AND github_installation_id = $1 AND created_at > now() - interval '1 hour'`,
    [githubInstallationId],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Those that were opened after the repository was added, or certainly pushed: a comment or a label changes a pull request
 * too, and GitHub does not say when its head was pushed. So one that is older has to have had another head since, as far
 * as we have heard, and a head that we have known for three days is left.
 */
async function openedOrPushed(
  source: DataSource,
  { id, installedAt }: SweptRepository,
  pulls: ListedPull[],
  now: Date,
): Promise<ListedPull[]> {
  const rows: { number: number }[] = await source.query(
    `SELECT l.number FROM jsonb_to_recordset($2::jsonb) AS l(number int, head text, opened timestamptz)
       LEFT JOIN pull_requests p ON p.repository_id = $1 AND p.number = l.number
      WHERE CASE WHEN p.head_sha = l.head
        THEN p.pushed_at > $4::timestamptz
             AND (l.opened > $3 OR EXISTS (SELECT FROM workflow_runs r
                    WHERE r.pull_request_id = p.id AND r.head_sha NOT IN (l.head, '') AND r.queued_at > $3))
        ELSE l.opened > $3 OR p.head_sha <> '' AND greatest(p.created_at, p.github_updated_at) > $3 END`,
    [
      id,
      jsonText(pulls.map(({ number, head, created_at }) => ({ number, head: head.sha, opened: created_at }))),
      installedAt,
      new Date(now.getTime() - 3 * DAY_MS),
    ],
  );
  const chosen = new Set(rows.map(({ number }) => number));
  return pulls.filter(({ number }) => chosen.has(number));
}

async function withoutRun(source: DataSource, { id }: SweptRepository, pulls: ListedPull[]): Promise<ListedPull[]> {
  const rows: { number: number; head_sha: string }[] = await source.query(
    `SELECT p.number, r.head_sha FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id
      WHERE p.repository_id = $1 AND p.number = ANY ($2) AND r.workflow_type = 'pr_review' AND r.workflow_version IS NULL`,
    [id, pulls.map(({ number }) => number)],
  );
  const known = new Set(rows.map(({ number, head_sha }) => `${number} ${head_sha}`));
  return pulls.filter(({ number, head }) => !known.has(`${number} ${head.sha}`));
}
