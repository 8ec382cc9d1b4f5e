import { estimateTokens } from '../../claude/estimate-tokens.js';
import type { Snapshot } from '../../snapshot/types.js';
import type { HeadTexts } from '../plan/head-texts.js';
import type { ChangedFile, Claim } from '../types.js';
import { cutLine, hunkText } from '../verify/diff-text.js';
import type { ShownClaim } from './agents/look-task.js';

/** Lines of the change before and after the line of a claim. */
const [BEFORE, AFTER] = [24, 12];
/** Lines around a place that a proof names. */
const AROUND = 8;
const MOST_CITED = 5;
const LONGEST_CITED = 40;
const MOST_BYTES = 512 * 1024;
/** For what is cited by all claims together, in tokens. */
const BUDGET = 10_000;
/** `src/job.ts:88` or `src/job.ts:80-92`. */
const PLACE = /([\w@][\w./@+-]{0,200}\.\w{1,10}):(\d{1,6})(?:[-–](\d{1,6}))?/g;

interface Ports {
  files: ReadonlyMap<string, ChangedFile>;
  texts: Pick<HeadTexts, 'read'>;
  snapshot: Pick<Snapshot, 'sizeOf' | 'readFile'>;
}

/** Claims with the code they speak of: the change around each, and the places that its proof names. */
export async function claimExcerpts(
  claims: readonly { handle: string; claim: Claim }[],
  { files, texts, snapshot }: Ports,
): Promise<ShownClaim[]> {
  const shown = new Set<string>();
  let left = BUDGET;
  const linesOf = async (path: string): Promise<string[] | null> => {
    const changed = await texts.read(path);
    if (changed !== null) return changed.split('\n');
    if ((snapshot.sizeOf(path) ?? Infinity) > MOST_BYTES) return null;
    return (await snapshot.readFile(path))?.toString('utf8').split('\n') ?? null;
  };
  const result: ShownClaim[] = [];
  for (const { handle, claim } of claims) {
    const diff = diffAround(files.get(claim.path), claim.line);
    const cited: { place: string; text: string }[] = [];
    for (const { path, from, to } of placesIn(`${claim.evidence}\n${claim.body}`)) {
      if (cited.length >= MOST_CITED || left <= 0) break;
      if (path === claim.path && from >= claim.line - BEFORE && to <= claim.line + AFTER) continue;
      const [start, end] = [Math.max(1, from - AROUND), Math.min(to, from + LONGEST_CITED) + AROUND];
      const place = `${path}:${start}`;
      if (shown.has(place)) continue;
      const lines = await linesOf(path);
      if (lines === null || lines.length < from) continue;
      const text = lines
        .slice(start - 1, end)
        .map((line, index) => `${start + index}: ${cutLine(line)}`)
        .join('\n');
      shown.add(place);
      left -= estimateTokens(text);
      cited.push({ place, text });
    }
    result.push({ handle, claim, diff, cited });
  }
  return result;
}

function placesIn(text: string): { path: string; from: number; to: number }[] {
  return [...text.matchAll(PLACE)].map(([, path = '', from, to]) => ({
    path,
    from: Number(from),
    to: Math.max(Number(from), Number(to ?? from)),
  }));
}

/** Empty: the line is in no piece of the diff. */
function diffAround(file: ChangedFile | undefined, line: number): string {
  for (const hunk of file?.hunks ?? []) {
    const at = hunk.lines.findIndex(({ newLine }) => newLine === line);
    if (at >= 0) return hunkText({ ...hunk, lines: hunk.lines.slice(Math.max(0, at - BEFORE), at + AFTER + 1) });
  }
  return '';
}
