import { maskSecrets } from '../analyzers/mask-secrets.js';
import { isFromModel } from '../ask/merge-claims.js';
import { createPauses } from '../../turns/create-pauses.js';
import type { Change, Claim, Dropped, ReviewSettings } from '../types.js';
import { judgeSeverity } from './severity-rank.js';

/**
 * Proof or silence: lets through only claims whose quote is the text of their line in the head file
 * (review-experience.md, promise 2). `readHead` gives the head text of a path, or null. What fails is counted by
 * reason. A rule's severity comes from the settings.
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
  const pause = createPauses();
  for (const claim of claims) {
    await pause();
    const { severity, reason: silenced } = judgeSeverity(claim, settings);
    // The model may find two faults on one line, which their titles tell apart.
    const told = claim.about ?? (isFromModel(claim) ? claim.title : null);
    const place = JSON.stringify([claim.rule, claim.path, claim.side, claim.line, told]);
    const unwanted =
      silenced ?? (paths.has(claim.path) ? (seen.has(place) ? 'duplicate' : null) : 'file is not part of the change');
    const line = unwanted === null ? await quotedLine(claim, linesOf) : { quote: null, unproven: unwanted };
    if (line.quote === null) dropped.set(line.unproven, (dropped.get(line.unproven) ?? 0) + 1);
    else {
      seen.add(place);
      proven.push({ ...claim, severity, quote: line.quote });
    }
  }
  return { claims: proven, dropped: [...dropped].map(([reason, count]) => ({ reason, count })) };
}

type LinesOf = (path: string) => Promise<readonly string[] | null>;

/**
 * The lines of one file at a time: claims come file by file, and a file is read and cut into lines once for all of
 * them.
 */
function lastLines(readHead: (path: string) => Promise<string | null>): LinesOf {
  let last: { path: string; lines: readonly string[] | null } | null = null;
  return async (path) => {
    if (last?.path !== path) last = { path, lines: (await readHead(path))?.split('\n') ?? null };
    return last.lines;
  };
}

/**
 * The line that proves a claim. One that was kept over a restart quotes it masked: its identity comes from the true
 * line.
 */
async function quotedLine(
  { side, path, line, quote }: Claim,
  linesOf: LinesOf,
): Promise<{ quote: string } | { quote: null; unproven: string }> {
  const no = (unproven: string) => ({ quote: null, unproven });
  if (side !== 'RIGHT') return no('only lines of the head can be proven');
  const lines = await linesOf(path);
  if (lines === null) return no('file is not in the head');
  const text = lines[line - 1]?.trim() ?? '';
  const wanted = quote.trim();
  if (wanted !== '' && text === wanted) return { quote };
  return wanted !== '' && maskSecrets(text) === wanted ? { quote: text } : no('quote is not at its line');
}
