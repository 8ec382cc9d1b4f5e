import { createPauses } from '../../turns/create-pauses.js';
import type { Change, Claim, Dropped, ReviewSettings, Severity } from '../types.js';

const RANK: Record<Severity, number> = { 'must-fix': 3, 'should-fix': 2, minor: 1, 'pre-existing': 0 };

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
  const linesOf = linesOnce(readHead);
  const pause = createPauses();
  for (const claim of claims) {
    await pause();
    const policy = settings.rules[claim.rule];
    const severity = policy === undefined || policy === 'off' ? claim.severity : policy;
    const place = JSON.stringify([claim.rule, claim.path, claim.side, claim.line]);
    const reason =
      policy === 'off'
        ? 'rule switched off'
        : RANK[severity] < RANK[settings.min_severity]
          ? 'below the minimum severity'
          : !paths.has(claim.path)
            ? 'file is not part of the change'
            : seen.has(place)
              ? 'duplicate'
              : await unproven(claim, linesOf);
    if (reason !== null) dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
    else {
      seen.add(place);
      proven.push({ ...claim, severity });
    }
  }
  return { claims: proven, dropped: [...dropped].map(([reason, count]) => ({ reason, count })) };
}

type LinesOf = (path: string) => Promise<readonly string[] | null>;

/** Each file is cut into its lines once, however many claims there are. */
function linesOnce(readHead: (path: string) => Promise<string | null>): LinesOf {
  const known = new Map<string, Promise<readonly string[] | null>>();
  return (path) => {
    const lines = known.get(path) ?? readHead(path).then((text) => text?.split('\n') ?? null);
    known.set(path, lines);
    return lines;
  };
}

async function unproven(claim: Claim, linesOf: LinesOf): Promise<string | null> {
  if (claim.side !== 'RIGHT') return 'only lines of the head can be proven';
  const lines = await linesOf(claim.path);
  if (lines === null) return 'file is not in the head';
  const line = lines[claim.line - 1];
  return line !== undefined && claim.quote.trim() !== '' && line.trim() === claim.quote.trim()
    ? null
    : 'quote is not at its line';
}
