import type { PullRecord, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';
import type { People } from '../rows/settle-people.js';
import { storableText } from '../../words/storable-text.js';

/** An import does not know what we said of a pull request: a verdict that is there stays. */
const STATEMENT = `INSERT INTO graph_pull_requests AS p (installation_id, repo_id, number, title, verdict, state, author,
    origin, created_at, merged_at, additions, deletions, updated_at)
  SELECT $1::integer, $2::bigint, given.* FROM unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[],
      $8::text[], $9::timestamptz[], $10::timestamptz[], $11::integer[], $12::integer[],
      $13::timestamptz[])
      AS given (number, title, verdict, state, author, origin, created_at, merged_at, additions, deletions, updated_at)
    ORDER BY number
  ON CONFLICT (installation_id, repo_id, number) DO UPDATE SET
    title = EXCLUDED.title, verdict = COALESCE(EXCLUDED.verdict, p.verdict), state = EXCLUDED.state,
    author = EXCLUDED.author, origin = EXCLUDED.origin, created_at = EXCLUDED.created_at,
    merged_at = EXCLUDED.merged_at, additions = EXCLUDED.additions, deletions = EXCLUDED.deletions,
    updated_at = EXCLUDED.updated_at`;

/** Writes pull requests without their edges, one for each number, none older than what is known. */
export async function upsertPulls(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<void> {
  await runner.query(STATEMENT, [
    installationId,
    repoId,
    pulls.map(({ number }) => number),
    pulls.map(({ title }) => storableText(title)),
    pulls.map(({ verdict }) => verdict?.slice(0, 40) ?? null),
    pulls.map(({ state }) => state),
    pulls.map(({ author }) => author && loginOf(author)),
    pulls.map(({ origin }) => origin),
    pulls.map(({ createdAt }) => createdAt),
    pulls.map(({ mergedAt }) => mergedAt),
    pulls.map(({ additions }) => additions),
    pulls.map(({ deletions }) => deletions),
    pulls.map(({ updatedAt }) => updatedAt),
  ]);
}
