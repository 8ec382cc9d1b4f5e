import type { PullRecord, RepositoryKey } from '../types.js';
import { extensionOf } from '../rows/extension-of.js';
import { fitsPath } from '../rows/fits-key.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

const CLEAR = `DELETE FROM graph_touches
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ANY($3::integer[])`;

/**
 * A file that no scan has seen is one of the past, or (`merged_at` null) of a pull request that is not merged: that one
 * was deleted when it was first seen, which readers take for "was never there". A scan that finds it brings it to life.
 */
const WRITE = `WITH given AS MATERIALIZED (
    SELECT DISTINCT ON (number, path) * FROM unnest($3::integer[], $4::text[], $5::integer[], $6::integer[],
        $7::timestamptz[], $8::integer[], $9::timestamptz[], $10::text[])
      AS given (number, path, additions, deletions, merged_at, files, created_at, extension)
      ORDER BY number, path
  ),
  seen AS (
    INSERT INTO graph_files (installation_id, repo_id, path, extension, first_seen_at, deleted_at)
      SELECT $1::integer, $2::bigint, path, min(extension), min(created_at), max(COALESCE(merged_at, created_at))
        FROM given GROUP BY path ORDER BY path
      ON CONFLICT DO NOTHING
  )
  INSERT INTO graph_touches (installation_id, repo_id, number, path, additions, deletions, merged_at, files)
    SELECT $1::integer, $2::bigint, number, path, additions, deletions, merged_at, files FROM given
    ON CONFLICT DO NOTHING`;

/** TOUCHES of pull requests, instead of those that they had. */
export async function replaceTouches(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  pulls: readonly PullRecord[],
): Promise<void> {
  await runner.query(CLEAR, [installationId, repoId, pulls.map(({ number }) => number)]);
  const touches = pulls.flatMap((pull) => pull.files.map((file) => ({ pull, file })));
  for (const piece of inPieces(touches.filter(({ file }) => fitsPath(file.path)))) {
    await runner.query(WRITE, [
      installationId,
      repoId,
      piece.map(({ pull }) => pull.number),
      piece.map(({ file }) => storableText(file.path)),
      piece.map(({ file }) => file.additions),
      piece.map(({ file }) => file.deletions),
      piece.map(({ pull }) => (pull.state === 'merged' ? (pull.mergedAt ?? pull.createdAt) : null)),
      piece.map(({ pull }) => pull.files.length),
      piece.map(({ pull }) => pull.createdAt),
      piece.map(({ file }) => extensionOf(storableText(file.path))),
    ]);
  }
}
