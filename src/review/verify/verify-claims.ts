import type { Change, Claim, Dropped, ReviewSettings } from '../types.js';
import { judgeSeverity } from './severity-rank.js';

/**
 * Proof or silence: lets through only claims whose quote is the text of their line in the head file (review-experience.md, promise 2).
 * `readHead` gives the head text of a path, or null. What fails is counted by reason. A rule's severity comes from the settings.
 */
export async function verifyClaims(
  claims: readonly Claim[],
  readHead: (path: string) => Promise<string | null>,
  change: Pick<Change, 'files'>,
  settings: Pick<ReviewSettings, 'rules' | 'min_severity'>,
): Promise<{ claims: Claim[]; dropped: Dropped[] }> {
  const paths = new Set(change.files.map((file) => file.path));
  const seen = new Set<string>();
  const dropped = new Map<string, number>();
  const proven: Claim[] = [];
  const linesOf = lastLines(readHead);
  for (const claim of claims) {
    const { severity, reason: silenced } = judgeSeverity(claim, settings);
    const place = JSON.stringify([claim.rule, claim.path, claim.side, claim.line]);
    const reason =
      silenced ??
      (!paths.has(claim.path)
        ? 'file is not part of the change'
        : seen.has(place)
          ? 'duplicate'
          : await unproven(claim, linesOf));
    if (reason !== null) dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
    else {
      seen.add(place);
      proven.push({ ...claim, severity });
    }
  }
  return { claims: proven, dropped: [...dropped].map(([reason, count]) => ({ reason, count })) };
}

/** The lines of one file at a time: claims come file by file, and a file is read and cut into lines once for all of them. */
function lastLines(readHead: (path: string) => Promise<string | null>): (path: string) => Promise<string[] | null> {
  let last: { path: string; lines: string[] | null } | null = null;
  return async (path) => {
    if (last?.path !== path) last = { path, lines: (await readHead(path))?.split('\n') ?? null };
    return last.lines;
  };
}

async function unproven(claim: Claim, linesOf: (path: string) => Promise<string[] | null>): Promise<string | null> {
  if (claim.side !== 'RIGHT') return 'only lines of the head can be proven';
  const lines = await linesOf(claim.path);
  if (lines === null) return 'file is not in the head';
  const line = lines[claim.line - 1];
  return line !== undefined && claim.quote.trim() !== '' && line.trim() === claim.quote.trim()
    ? null
    : 'quote is not at its line';
}
