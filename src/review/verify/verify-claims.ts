import { maskSecrets } from '../analyzers/mask-secrets.js';
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
  for (const claim of claims) {
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
    const line = unwanted === null ? await quotedLine(claim, readHead) : { quote: null, unproven: unwanted };
    if (line.quote === null) dropped.set(line.unproven, (dropped.get(line.unproven) ?? 0) + 1);
    else {
      seen.add(place);
      proven.push({ ...claim, severity, quote: line.quote });
    }
  }
  return { claims: proven, dropped: [...dropped].map(([reason, count]) => ({ reason, count })) };
}

/** The line that proves a claim. One that was kept over a restart quotes it masked: its identity comes from the true line. */
async function quotedLine(
  { side, path, line, quote }: Claim,
  readHead: (path: string) => Promise<string | null>,
): Promise<{ quote: string } | { quote: null; unproven: string }> {
  const no = (unproven: string) => ({ quote: null, unproven });
  if (side !== 'RIGHT') return no('only lines of the head can be proven');
  const head = await readHead(path);
  if (head === null) return no('file is not in the head');
  const text = head.split('\n')[line - 1]?.trim() ?? '';
  const wanted = quote.trim();
  if (wanted !== '' && text === wanted) return { quote };
  return wanted !== '' && maskSecrets(text) === wanted ? { quote: text } : no('quote is not at its line');
}
