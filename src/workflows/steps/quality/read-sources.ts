import { changedNewLines } from '../../../diff/changed-new-lines.js';
import { languageOf } from '../../../syntax/language-of.js';
import { generatedHeader } from '../../../syntax/paths/generated-header.js';
import { nobodysWork } from '../../../syntax/paths/nobodys-work.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { touchedFunctions } from './touched-functions.js';
import type { Measure, QualityAnswer, QualityFile, SourceFile } from './types.js';

/** Characters of a text that is parsed. */
const LONGEST_TEXT = 1024 * 1024;
/** Nobody writes such lines, and parsers take long for them. */
const LONGEST_LINE = 20_000;
const MOST_FILES = 1000;

/** The changed source files that somebody wrote, read and measured one after the other. Throws what that throws. */
export async function readSources(
  files: readonly QualityFile[],
  measure: Measure,
): Promise<{ sources: SourceFile[]; unread: QualityAnswer['unread'] }> {
  const sources: SourceFile[] = [];
  const unread: QualityAnswer['unread'] = [];
  const pause = createPauses();
  for (const file of files) {
    await pause();
    if (!mayBeSource(file)) continue;
    const { path, hunks } = file;
    if (sources.length >= MOST_FILES) {
      unread.push({ path, reason: 'the change is too large' });
      continue;
    }
    const text = await file.read();
    if (text !== null && isGenerated(file, text)) continue;
    const reason = text === null ? 'its text is not known' : file.unread;
    if (text === null || reason !== null) {
      unread.push({ path, reason: reason ?? 'its text is not known' });
      continue;
    }
    const measured = await measureText(path, text, measure);
    if ('reason' in measured) unread.push({ path, reason: measured.reason });
    const touched = 'reason' in measured ? null : touchedFunctions(measured, hunks);
    sources.push({ path, hunks, added: changedNewLines(hunks), lines: countLines(text), touched });
  }
  return { sources, unread };
}

async function measureText(path: string, text: string, measure: Measure): ReturnType<Measure> {
  const language = languageOf(path);
  if (language === null) return [];
  if (text.length > LONGEST_TEXT) return { reason: 'it is too large' };
  if (hasLongLine(text)) return { reason: 'its lines are too long' };
  return measure(path, { language, text });
}

/** By its path; its first lines may still say that nobody wrote it. */
function mayBeSource({ path, status }: QualityFile): boolean {
  return (
    status !== 'deleted' &&
    languageOf(path) !== null &&
    !isTestPath(path) &&
    nobodysWork(path) === null &&
    !path.endsWith('.d.ts')
  );
}

/** By its header, but not by one that the change itself puts into a file that was there. */
function isGenerated({ status, hunks }: QualityFile, text: string): boolean {
  const line = generatedHeader(text.slice(0, 8192));
  return line !== null && (status === 'added' || !changedNewLines(hunks).has(line));
}

function hasLongLine(text: string): boolean {
  for (let from = 0; from < text.length;) {
    const newLine = text.indexOf('\n', from);
    const to = newLine === -1 ? text.length : newLine;
    if (to - from > LONGEST_LINE) return true;
    from = to + 1;
  }
  return false;
}

/** A last line counts without its end too. */
function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
