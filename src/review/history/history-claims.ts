import { cutText } from '../../words/cut-text.js';
import { isNobodysWork } from '../plan/triage-file.js';
import { claimAt } from '../analyzers/claim-at.js';
import { cutKey } from '../verify/keep-claims.js';
import type { ChangeHistory, MissingPartner, UndoneFix } from './types.js';
import type { Change, ChangedFile, Claim, LedgerFinding } from '../types.js';
import { closedText } from './closed-text.js';
import { HISTORY_RULES } from './history-rules.js';
import { pastName } from './past-name.js';

/** More would be a wall of counts. */
const MOST_PARTNERS = 2;
const MOST_UNDONE = 3;
const OWN_RULES: ReadonlySet<string> = new Set([HISTORY_RULES.partner.id, HISTORY_RULES.undone.id]);

/**
 * What code itself says because of the past: a file that came with a changed one in at least 8 of 10 changes and stands
 * in the head, but not in the change; removed lines of a fix whose issue is known. Each at the nearest line of the
 * diff. `unknown`: where something was said before and cannot be judged now, because the past or the head is not known,
 * or not all is said. Pure.
 */
export function historyClaims(
  history: ChangeHistory | undefined,
  change: Pick<Change, 'files'>,
  headPaths: ReadonlySet<string>,
  earlier: readonly Pick<LedgerFinding, 'rule' | 'path'>[],
): { claims: Claim[]; unknown: string[] } {
  const told = earlier.filter(({ rule }) => OWN_RULES.has(rule));
  if (history === undefined) return { claims: [], unknown: told.map(cutKey) };
  const files = new Map(
    change.files.flatMap((file) => [[file.path, file] as const, [file.oldPath ?? file.path, file]]),
  );
  const partners = history.partners
    .filter(({ path, isSaid }) => isSaid && headPaths.has(path) && !files.has(path) && !isNobodysWork(path))
    .flatMap((partner) => partnerClaim(partner, files.get(partner.with)));
  // A title that begins with `fix` says too little for a note: of fifty changes sixteen had one. The context tells it.
  const undone = history.undone
    .filter(({ issue }) => issue !== null)
    .flatMap((fix) => undoneClaim(fix, files.get(fix.path)));
  const unsaid = new Set([...undone.slice(MOST_UNDONE), ...partners.slice(MOST_PARTNERS)].map(cutKey));
  const isUnknown = unjudged(history, headPaths);
  return {
    claims: [...undone.slice(0, MOST_UNDONE), ...partners.slice(0, MOST_PARTNERS)],
    unknown: told.filter((one) => isUnknown(one) || unsaid.has(cutKey(one))).map(cutKey),
  };
}

/**
 * Whether nothing of a rule counts as gone. Without any path of the head it was not read: no partner can be seen there.
 */
function unjudged({ absent, cut = [] }: ChangeHistory, headPaths: ReadonlySet<string>) {
  return ({ rule }: Pick<LedgerFinding, 'rule'>): boolean => {
    if (absent !== null) return true;
    if (rule === HISTORY_RULES.undone.id) return cut.includes('undone');
    return cut.includes('partners') || headPaths.size === 0;
  };
}

function partnerClaim({ path, with: changed, shared, revisions, last }: MissingPartner, file?: ChangedFile): Claim[] {
  const place = file && nearestLine(file, null);
  if (!place) return [];
  const { body } = HISTORY_RULES.partner;
  const newest = last === null ? '' : ` The last one was ${pastName(last)}.`;
  const claim = claimAt(
    HISTORY_RULES.partner,
    file.path,
    place.line,
    place.text,
    `${shared} of ${revisions} merged changes of ${changed} within 12 months (of at most 30 files each) changed ${path} too; it stands in the head and is not among the changed files.`,
  );
  return [
    {
      ...claim,
      about: path,
      title: `\`${path}\` came with this file in ${shared} of ${revisions} changes, and is not in this one`,
      body: `Changes of \`${changed}\` came with \`${path}\` in ${shared} of ${revisions}.${newest} ${body}`,
    },
  ];
}

function undoneClaim(fix: UndoneFix, file?: ChangedFile): Claim[] {
  const { lines, by, issue } = fix;
  const place = file && nearestLine(file, lines[0] ?? null);
  if (!place) return [];
  const { undone } = HISTORY_RULES;
  const which = lines.length === 1 ? 'A removed line' : `${lines.length} removed lines`;
  const named = issue === null || issue.title === '' ? '' : ` (${cutText(issue.title, 120)})`;
  return [
    {
      ...claimAt(
        undone,
        file.path,
        place.line,
        place.text,
        `Blame of the removed lines at the merge base: ${pastName(by)}.`,
      ),
      about: pastName(by),
      title: `${which} came with ${pastName(by)}${closedText(fix)}`,
      body: `${which} here came with ${pastName(by)} ("${cutText(by.title, 120)}")${closedText(fix)}${named}. ${undone.body}`,
    },
  ];
}

/** The line of the head nearest to a line of the base (null: to the beginning), an added one before others. */
function nearestLine({ hunks, status }: ChangedFile, oldLine: number | null): { line: number; text: string } | null {
  if (status === 'deleted') return null;
  let base = 0;
  const places = hunks.flatMap(({ lines }) =>
    lines.flatMap(({ kind, oldLine: old, newLine, text }) => {
      base = old ?? base;
      if (newLine === null || text.trim() === '') return [];
      return [{ line: newLine, text, away: Math.abs(base - (oldLine ?? 0)) + (kind === 'added' ? 0 : 0.5) }];
    }),
  );
  const added = oldLine === null ? places.filter(({ away }) => Number.isInteger(away)) : [];
  const [nearest] = (added.length > 0 ? added : places).toSorted((a, b) => a.away - b.away || a.line - b.line);
  return nearest ?? null;
}
