import { z } from '@hono/zod-openapi';
import type { RepositoryScans, ScanUnderWay } from '../../workflows/scans/list-scans.js';

const STATES = ['none', 'pending', 'running', 'completed', 'failed', 'cancelled'] as const;
const KINDS = ['full', 'push', 'history'] as const;

/** How far the knowledge of a repository is. */
export const Scan = z.object({
  state: z.enum(STATES).openapi({ description: 'Of the scan that waits or runs, else of the last one' }),
  progress: z.int().nullable().openapi({ description: 'Percent; null: not known' }),
  scanned_at: z.iso.datetime().nullable(),
});

/** The same in full, while it goes on. */
export const ScanWithDetail = Scan.extend({
  under_way: z.array(
    z.object({
      id: z.int(),
      kind: z.enum(KINDS),
      reason: z.string(),
      state: z.enum(['pending', 'running']),
      phase: z.string().nullable(),
      sha: z.string().nullable(),
      files_total: z.int().nullable().openapi({ description: 'Of a history: pull requests' }),
      files_read: z.int(),
      symbols: z.int(),
      edges: z.int(),
      started_at: z.iso.datetime().nullable(),
      eta_at: z.iso.datetime().nullable(),
    }),
  ),
  last: z
    .object({
      id: z.int(),
      kind: z.enum(KINDS),
      reason: z.string(),
      state: z.enum(['completed', 'failed', 'cancelled']),
      error: z.string().nullable(),
      sha: z.string().nullable(),
      completed_at: z.iso.datetime().nullable(),
      details: z.record(z.string(), z.unknown()).openapi({ description: 'What was left out, and calls by tier' }),
    })
    .nullable(),
});

/** Undefined: the repository is not served. Pure. */
export function scanOf(scans: RepositoryScans | undefined): z.infer<typeof Scan> {
  if (scans === undefined) return { state: 'none', progress: null, scanned_at: null };
  const scanned_at = scans.scannedAt?.toISOString() ?? null;
  // The import of the past goes on beside it, and says nothing of the code.
  const open = scans.underWay.filter(({ kind }) => kind !== 'history');
  const now = open.find(({ status }) => status === 'running') ?? open[0];
  if (now !== undefined)
    return { state: now.status === 'running' ? 'running' : 'pending', progress: progressOf(now), scanned_at };
  const state = stateOf(scans.last?.status) ?? (scanned_at === null ? 'none' : 'completed');
  return { state, progress: state === 'completed' ? 100 : null, scanned_at };
}

/** Pure. */
export function scanWithDetail(scans: RepositoryScans | undefined): z.infer<typeof ScanWithDetail> {
  const last = scans?.last ?? null;
  return {
    ...scanOf(scans),
    under_way: (scans?.underWay ?? []).map((scan) => ({
      id: scan.id,
      kind: kindOf(scan.kind),
      reason: scan.reason,
      state: scan.status === 'running' ? 'running' : 'pending',
      phase: scan.phase,
      sha: scan.sha,
      files_total: scan.filesTotal,
      files_read: scan.filesRead,
      symbols: scan.symbols,
      edges: scan.edges,
      started_at: scan.startedAt?.toISOString() ?? null,
      eta_at: scan.etaAt?.toISOString() ?? null,
    })),
    last: last && {
      id: last.id,
      kind: kindOf(last.kind),
      reason: last.reason,
      state: stateOf(last.status) ?? 'completed',
      error: last.error,
      sha: last.sha,
      completed_at: last.completedAt?.toISOString() ?? null,
      details: last.details,
    },
  };
}

function progressOf({ filesTotal, filesRead }: ScanUnderWay): number | null {
  return filesTotal === null || filesTotal === 0
    ? null
    : Math.min(100, Math.max(0, Math.floor((100 * filesRead) / filesTotal)));
}

function stateOf(status: string | undefined): 'completed' | 'failed' | 'cancelled' | undefined {
  return (['completed', 'failed', 'cancelled'] as const).find((state) => state === status);
}

function kindOf(kind: string): (typeof KINDS)[number] {
  return KINDS.find((known) => known === kind) ?? 'full';
}
