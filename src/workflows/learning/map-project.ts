import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { guardClaude } from '../../claude/guard-claude.js';
import type { BudgetLimits } from '../../claude/model-budget.js';
import { askModel, NoAnswerError } from '../../conversation/ask-model.js';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { checkMap, directsReviewer, MAP_SYSTEM, MAP_TOKENS, MapAnswer } from '../../memory/project-map/map-by-model.js';
import { mapByCode } from '../../memory/project-map/map-by-code.js';
import { readMapDocuments } from '../../memory/project-map/map-documents.js';
import { replaceProjectMap, type ReplacedMap } from '../../memory/project-map/replace-project-map.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import type { MapEntry, MapMaterial } from '../../memory/project-map/types.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { speaksToModel } from '../../review/verify/detect-injection.js';
import { TarballTooLargeError } from '../../snapshot/tarball-error.js';
import { durableStep, RunFailedError, RunStoppedError, scanSlots } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import { openClaude } from '../pulls/open-claude.js';
import { readScan, type ScanRecord } from '../scans/scan-record.js';
import { scanTarget } from '../scans/scan-target.js';
import { waitForReviews } from './wait-for-reviews.js';

const MOST_PARTS = 6;
/** For one map: a few cents on a dear model, a tenth of one on a cheap one. */
const MAP = { name: 'project map', reviewTokens: 60_000, reviewDollars: 0.1 };
/** What is meant for a model or a reviewer describes nothing. */
const speaks = (text: string) => speaksToModel(text) || directsReviewer(text);

/** What became of a map. */
export type Mapped = { nothing: string } | (ReplacedMap & { by: 'model' | 'code' });

/** Asks, in the caller's transaction, that a repository is described as its scan has read it. */
export async function requestMap(
  manager: EntityManager,
  { id, installationId }: Pick<ScanRecord, 'id' | 'installationId'>,
): Promise<void> {
  await enqueueWorkflow(manager, {
    workflow: 'map_project',
    queue: 'learning',
    id: `map:${installationId}:${id}`,
    args: [id],
    partitionKey: String(installationId),
  });
}

/**
 * Describes a repository after its scan, from the same snapshot: what code can read, and with Claude what its documents
 * say. Called by the engine; nothing waits for it. What fails for good is logged, and the next scan tries again.
 */
export async function mapProject(ports: WorkflowPorts, scanId: number): Promise<void> {
  const scan = await readScan(ports.source, scanId);
  if (scan === null) return;
  try {
    await waitForReviews(ports, scan.installationId);
    const mapped = await durableStep(scanSlots(ports, scan), 'map', new AbortController().signal, () =>
      describe(ports, scan),
    );
    ports.log.info({ scan: scan.id, repository: scan.fullName, ...mapped }, 'project map');
  } catch (error) {
    if (isEngineControl(error) || !(error instanceof RunFailedError || error instanceof RunStoppedError)) throw error;
    ports.log.warn({ err: error, scan: scan.id, repository: scan.fullName }, 'the project map stays as it was');
  }
}

/** Throws what GitHub, Claude and the database throw while they may give an answer later. */
async function describe(ports: WorkflowPorts, scan: ScanRecord): Promise<Mapped> {
  const sha = await scannedSha(ports.source, scan.id);
  if (sha === null) return { nothing: 'there is no commit, or the repository is not served any more' };
  const material = await readMaterial(ports, scan, sha).catch(unreadable);
  if (material === null) return { nothing: 'the repository cannot be read' };
  const hash = hashOf(material, ports.smallClaude === null ? 'code' : 'model');
  if (await isKnown(ports.source, scan, hash)) return { nothing: 'its documents are as they were' };
  const byModel = await askForMap(ports, scan, material);
  const told = new Set(byModel?.map(({ part }) => part));
  const entries = [...(byModel ?? []), ...mapByCode(material, speaks).filter(({ part }) => !told.has(part))];
  const url = `${ports.github.repositoryUrl(scan.fullName)}/blob/${sha}`;
  const safe = entries
    .slice(0, MOST_PARTS)
    .map((entry) => ({ ...entry, text: cleanText(entry.text), quote: cleanText(entry.quote) }));
  const linkOf = (path: string, line: number) => `${url}/${encodeURI(path)}#L${line}`;
  const replaced = await replaceProjectMap(ports.source, scan, safe, linkOf).catch(refused);
  if ('nothing' in replaced) return replaced;
  // Without its answer the next scan asks the model again.
  if (ports.smallClaude === null || byModel !== null) await noteHash(ports.source, scan.id, hash);
  return { ...replaced, by: byModel === null ? 'code' : 'model' };
}

async function readMaterial(ports: WorkflowPorts, scan: ScanRecord, sha: string): Promise<MapMaterial> {
  const { octokit, target } = await scanTarget(ports, scan);
  const snapshot = await ports.openSnapshot(octokit, target, sha);
  const documents = await readMapDocuments(
    async (path, most) => (await snapshot.readFile(path, most))?.toString('utf8') ?? null,
  );
  return { documents, paths: snapshot.list().map(({ path }) => path) };
}

/** Null: there is no model, or it gave no answer that can be used. */
async function askForMap(
  ports: WorkflowPorts,
  scan: ScanRecord,
  { documents }: MapMaterial,
): Promise<MapEntry[] | null> {
  if (documents.length === 0) return null;
  const opened = await openClaude(
    { ...ports, claude: ports.smallClaude, claudeBudgets: ports.claudeBudgets && mapBudgets(ports.claudeBudgets) },
    { id: null, installationId: scan.installationId, repositoryId: scan.repositoryId },
  );
  if (opened === null) return null;
  const parts = [
    ...documents.map(({ path, text }) => ({ data: path, text })),
    { data: null, text: 'Describe the repository.' },
  ];
  try {
    const prompt = { system: MAP_SYSTEM, parts, maxTokens: MAP_TOKENS, effort: 'low' } as const;
    const signal = new AbortController().signal;
    const answer = await askModel(guardClaude(opened.claude, opened.budget), prompt, MapAnswer, {
      clean: cleanText,
      signal,
    });
    return checkMap(answer, documents, { clean: cleanText, speaksToModel });
  } catch (error) {
    if (!(error instanceof NoAnswerError || error instanceof ClaudeRefusedError)) throw error;
    ports.log.warn({ err: error, repository: scan.fullName }, 'the model described nothing: code did');
    return null;
  }
}

function mapBudgets(limits: BudgetLimits): BudgetLimits {
  return { ...limits, ...MAP };
}

/** What the map is made of; folders and languages by their names, so that a file more is no other repository. */
function hashOf({ documents, paths }: MapMaterial, by: string): string {
  const folders = [...new Set(paths.map((path) => path.split('/', 1)[0]))].toSorted();
  return createHash('sha256')
    .update(JSON.stringify([by, documents, folders]))
    .digest('hex');
}

async function scannedSha(source: DataSource, scanId: number): Promise<string | null> {
  const rows: { sha: string | null }[] = await source.query(
    `SELECT s.sha FROM scans s JOIN repositories r ON r.id = s.repository_id JOIN installations i ON i.id = s.installation_id
      WHERE s.id = $1 AND s.status = 'completed' AND r.is_active AND i.is_active`,
    [scanId],
  );
  return rows[0]?.sha ?? null;
}

async function isKnown(source: DataSource, { repositoryId }: ScanRecord, hash: string): Promise<boolean> {
  const rows: { hash: string }[] = await source.query(
    `SELECT details->>'map' AS hash FROM scans WHERE repository_id = $1 AND details ? 'map' ORDER BY id DESC LIMIT 1`,
    [repositoryId],
  );
  return rows[0]?.hash === hash;
}

async function noteHash(source: DataSource, scanId: number, hash: string): Promise<void> {
  await source.query(`UPDATE scans SET details = details || jsonb_build_object('map', $2::text) WHERE id = $1`, [
    scanId,
    hash,
  ]);
}

/** Disconnected meanwhile, or there are too many memories. */
function refused(error: unknown): { nothing: string } {
  if (error instanceof RefusedMemoryError) return { nothing: error.message };
  throw error;
}

/** Removed meanwhile, or too large to be read: neither goes away by trying again. */
function unreadable(error: unknown): null {
  if (error instanceof GitHubTerminalError || error instanceof TarballTooLargeError) return null;
  throw error;
}
