import { maskSecrets } from '../analyzers/mask-secrets.js';
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
    const unwanted =
      policy === 'off'
        ? 'rule switched off'
        : RANK[severity] < RANK[settings.min_severity]
          ? 'below the minimum severity'
          : !paths.has(claim.path)
            ? 'file is not part of the change'
            : seen.has(place)
              ? 'duplicate'
              : null;
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

/** Each file is cut into its lines once, however many claims there are. */
function linesOnce(readHead: (path: string) => Promise<string | null>): LinesOf {
  const known = new Map<string, Promise<readonly string[] | null>>();
  return (path) => {
    const lines = known.get(path) ?? readHead(path).then((text) => text?.split('\n') ?? null);
    known.set(path, lines);
    return lines;
  };
}

/** The line that proves a claim. One that was kept over a restart quotes it masked: its identity comes from the true line. */
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
