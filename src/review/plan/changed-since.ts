import { changedNewLines } from '../../diff/changed-new-lines.js';
import { diffTexts } from '../../diff/diff-texts.js';
import type { Hunk } from '../../diff/types.js';

/**
 * Lines of the head that the pull request adds and that were not there at the earlier head: what a later round has to
 * speak about. Right after a rebase, a merge of the base or a force-push back, because what came from the base is no
 * added line. `oldText` null: the earlier head had no such file, everything that is added is new; so it is in a text
 * that is too long to be compared.
 */
export async function changedSince({
  oldText,
  headText,
  hunks,
}: {
  oldText: string | null;
  headText: string;
  hunks: readonly Hunk[];
}): Promise<Set<number>> {
  const added = changedNewLines(hunks);
  if (oldText === null) return added;
  if (oldText === headText) return new Set();
  if (isTooLong(oldText) || isTooLong(headText)) return added;
  const changed = changedNewLines(await diffTexts(oldText, headText));
  return new Set([...added].filter((line) => changed.has(line)));
}

function isTooLong(text: string): boolean {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= MOST_LINES; at = text.indexOf('\n', at + 1)) lines++;
  return lines > MOST_LINES;
}

const MOST_LINES = 200_000;
