import { isFull } from '../../graph/room.js';
import type { WorkflowPorts } from '../ports.js';
import type { ScanRecord } from './scan-record.js';

/** The last whole scan of each repository: how many symbols it read, and how many a dropped one had. */
const LAST = `SELECT DISTINCT ON (s.repository_id) s.id::float8 AS scan, s.symbols::float8 AS symbols,
    (s.details->>'symbols_dropped')::float8 AS dropped, r.full_name AS "fullName", s.repository_id,
    s.installation_id AS "installationId", r.github_repo_id::float8 AS "repoId"
  FROM scans s JOIN repositories r ON r.id = s.repository_id
  WHERE s.kind = 'full' AND s.status = 'completed' ORDER BY s.repository_id, s.id DESC`;

/** Symbols that are being written would go half: whoever writes them makes room when it ends. */
const LARGEST = `SELECT * FROM (${LAST}) last WHERE symbols > 0 AND dropped IS NULL
    AND NOT EXISTS (SELECT FROM scans running WHERE running.repository_id = last.repository_id
      AND running.status = 'running' AND running.kind <> 'history')
  ORDER BY symbols DESC, scan`;

interface LastScan {
  scan: number;
  symbols: number;
  dropped: number | null;
  fullName: string;
  installationId: number;
  repoId: number;
}

type Ports = Pick<WorkflowPorts, 'source' | 'graph' | 'log'>;

/**
 * Where the store is nearly full (`NEO4J_MAX_NODES`), the symbols of the largest repositories go, one after the other;
 * their files and history stay. It is noted at their last scan, which `symbolsWithoutRoom` and the doctor read. Throws
 * GraphUnavailableError.
 */
export async function makeRoom({ source, graph, log }: Ports): Promise<void> {
  let room = await graph.room();
  if (room === null || !isFull(room)) return;
  const largest: LastScan[] = await source.query(LARGEST);
  for (const one of largest) {
    const removed = await drop({ source, graph }, one);
    log.warn(
      { repository: one.fullName, removed, ...room },
      'Neo4j is nearly full: the symbols of a repository are dropped',
    );
    room = await graph.room();
    if (room === null || !isFull(room)) return;
  }
  log.warn(
    room,
    'Neo4j is nearly full, and there are no symbols to drop: raise NEO4J_MAX_NODES or forget a repository',
  );
}

/** Noted first: a scan that begins meanwhile reads none. What could not be dropped is there, and the next end tries. */
async function drop({ source, graph }: Omit<Ports, 'log'>, { scan, symbols, ...key }: LastScan): Promise<number> {
  const note = (dropped: number | null) =>
    source.query(
      `UPDATE scans SET details = (details - 'symbols_dropped') ||
          jsonb_strip_nulls(jsonb_build_object('symbols_dropped', $2::int)) WHERE id = $1`,
      [scan, dropped],
    );
  await note(symbols);
  try {
    return await graph.dropSymbols({ installationId: key.installationId, repoId: key.repoId });
  } catch (error) {
    await note(null);
    throw error;
  }
}

/**
 * How many symbols a repository had that the store has no room for; null: there is room. Throws GraphUnavailableError.
 */
export async function symbolsWithoutRoom(
  { source, graph }: Pick<Ports, 'source' | 'graph'>,
  { repositoryId }: Pick<ScanRecord, 'repositoryId'>,
): Promise<number | null> {
  const room = await graph.room();
  if (room === null) return null;
  const [last]: LastScan[] = await source.query(`SELECT * FROM (${LAST}) last WHERE repository_id = $1`, [
    repositoryId,
  ]);
  const dropped = last?.dropped ?? 0;
  return isFull(room, dropped) ? dropped : null;
}
