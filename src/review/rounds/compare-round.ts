import { groupBy } from '../group-by.js';
import { normalisedLine } from './fingerprint.js';
import type { Located } from './locate-earlier.js';
import { isFromModel, isFromTool } from '../ask/merge-claims.js';
import { severityRank } from '../verify/severity-rank.js';
import { isDismissedOneByOne } from './is-dismissed.js';
import { cutKey } from '../verify/keep-claims.js';
import type { Dropped, Finding, LedgerFinding, Round } from '../types.js';

const NEAR_LINES = 3;

/** What is known of this head, beside its findings. */
export interface RoundNow {
  headSha: string;
  round: number;
  /** Files that were read now. */
  readPaths: ReadonlySet<string>;
  /** Files that were looked through for secrets only. */
  searchedPaths?: ReadonlySet<string>;
  /** Files of the change. */
  changedPaths: ReadonlySet<string>;
  /** Lines that are new since the last round, by path; null: everything is looked at afresh. */
  since: ReadonlyMap<string, ReadonlySet<number>> | null;
  /** Where the model's earlier findings stand now, by id. */
  located: ReadonlyMap<string, Located>;
  /** What the model said of earlier findings, by handle. */
  judged: ReadonlyMap<number, { fixed: boolean }>;
  /** `cutKey` of rules and files of which not all claims were kept: what is missing there may still be there. */
  cut?: ReadonlySet<string>;
  /** Leads that were confirmed in this round: they could not be told before, wherever they stand. */
  confirmed?: ReadonlySet<string>;
  /** The id of a new finding (`findingIds`), asked once for each. */
  idOf(fingerprint: string): string;
  /** Whether a dismissal of wider scope (a file, the repository) covers a finding. */
  isDismissed(finding: Finding): boolean;
}

export type ComparedRound = Round & { outdated: LedgerFinding[]; dropped: Dropped[] };

/**
 * Compares this head's findings with what earlier rounds told (review-experience.md, promise 4). Pure.
 * Said once: what is open or dismissed is not told again, also if the model words it anew. Later rounds speak only of
 * lines changed since, or of what must be fixed. A rule's finding is `fixed` if its file was read and the finding is
 * gone; the model's, or a tool's that did not run here, if its line is gone or the model saw it repaired. A file that
 * left the change makes it `outdated`; an unread file proves nothing, it stays open.
 */
export function compareRound(
  previous: readonly LedgerFinding[],
  findings: readonly Finding[],
  now: RoundNow,
): ComparedRound {
  const round: ComparedRound = {
    number: now.round,
    fresh: [],
    standing: [],
    fixed: [],
    dismissed: [],
    settled: [],
    outdated: [],
    dropped: [],
  };
  const matched = new Set<string>();
  let handle = previous.reduce((most, finding) => Math.max(most, finding.handle), 0);
  let older = 0;
  const told = indexTold(previous);
  for (const finding of findings) {
    const before = earlierOf(finding, told, matched, now);
    if (before) matched.add(before.id);
    if (before?.state === 'dismissed') round.dismissed.push(before);
    else if (before?.state === 'open') round.standing.push({ ...before, ...placeOf(finding) });
    else if (now.isDismissed(finding))
      round.dismissed.push({ ...finding, ...newOf(finding, 0, now), state: 'dismissed' });
    else if (now.confirmed?.has(finding.fingerprint) !== true && isOlder(finding, now)) older += 1;
    else round.fresh.push({ ...finding, ...newOf(finding, ++handle, now) });
  }
  for (const before of previous) {
    if (before.state === 'fixed' || (before.state === 'dismissed' && !matched.has(before.id)))
      round.settled.push(before);
    if (before.state !== 'open' || matched.has(before.id)) continue;
    if (!now.changedPaths.has(before.path) && !now.readPaths.has(before.path))
      round.outdated.push({ ...before, state: 'outdated' });
    else if (!wasLookedFor(before, now) || now.cut?.has(cutKey(before)) === true) round.standing.push(before);
    else if (isFixed(before, now)) round.fixed.push({ ...before, state: 'fixed', fixedIn: now.headSha });
    else round.standing.push({ ...before, line: now.located.get(before.id)?.line ?? before.line });
  }
  if (older > 0) round.dropped.push({ reason: 'on lines that an earlier round has read', count: older });
  return round;
}

/** What was told and still counts: by identity, and by file with the words of its line. */
interface Told {
  byFingerprint: ReadonlyMap<string, readonly LedgerFinding[]>;
  byPath: ReadonlyMap<string, readonly { before: LedgerFinding; words: string }[]>;
}

function indexTold(previous: readonly LedgerFinding[]): Told {
  const known = previous.filter(({ state }) => state === 'open' || state === 'dismissed');
  return {
    byFingerprint: groupBy(known, ({ fingerprint }) => fingerprint),
    byPath: groupBy(
      known.map((before) => ({ before, words: isFromModel(before) ? normalisedLine(before.quote) : '' })),
      ({ before }) => before.path,
    ),
  };
}

/** The same fault as told before: by identity, or, for the model's, by its line or its place and kind. */
function earlierOf(
  finding: Finding,
  { byFingerprint, byPath }: Told,
  matched: ReadonlySet<string>,
  { located }: RoundNow,
): LedgerFinding | undefined {
  const exact = byFingerprint.get(finding.fingerprint)?.find(({ id }) => !matched.has(id));
  if (exact || !isFromModel(finding)) return exact;
  const words = normalisedLine(finding.quote);
  return byPath.get(finding.path)?.find(({ before, words: told }) => {
    if (matched.has(before.id) || (before.state === 'dismissed' && isAnother(finding, before))) return false;
    if (isFromModel(before) && told === words) return true;
    const line = located.get(before.id)?.line ?? before.line;
    return before.category === finding.category && Math.abs(line - finding.line) <= NEAR_LINES;
  })?.before;
}

/** What is about security is dismissed one by one, and nobody who dismissed something has seen what is worse there. */
function isAnother(finding: Finding, dismissed: LedgerFinding): boolean {
  return isDismissedOneByOne(finding) || severityRank[finding.severity] > severityRank[dismissed.severity];
}

function isOlder({ path, line, startLine, severity }: Finding, { since, round }: RoundNow): boolean {
  if (since === null || round === 1 || severity === 'must-fix') return false;
  const changed = since.get(path);
  if (changed === undefined) return true;
  const [from, to] = [(startLine ?? line) - NEAR_LINES, line + NEAR_LINES];
  // Whichever is fewer: a range may be as long as the file.
  if (to - from > changed.size) return ![...changed].some((one) => one >= from && one <= to);
  for (let one = from; one <= to; one++) if (changed.has(one)) return false;
  return true;
}

/** A bundle or a lockfile is looked through for secrets: one that is gone from there is fixed. */
function wasLookedFor({ path, rule }: LedgerFinding, { readPaths, searchedPaths }: RoundNow): boolean {
  return readPaths.has(path) || (rule.startsWith('secrets/') && searchedPaths?.has(path) === true);
}

function isFixed(before: LedgerFinding, { judged, located }: RoundNow): boolean {
  if (!isFromModel(before) && !isFromTool(before)) return true;
  const place = located.get(before.id);
  const said = place?.uncertain === false ? undefined : judged.get(before.handle);
  return said ? said.fixed : place?.line === null;
}

/** A standing finding keeps its words; its place and severity are those of now. */
function placeOf({ line, startLine, anchored, severity }: Finding) {
  return { line, startLine, anchored, severity };
}

function newOf({ fingerprint }: Finding, handle: number, { idOf }: RoundNow) {
  return { id: idOf(fingerprint), handle, state: 'open' as const, fixedIn: null, commentId: null, commentNodeId: null };
}
