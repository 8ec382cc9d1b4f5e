import type { Hunk } from '../../diff/types.js';
import { cutText } from '../../words/cut-text.js';
import type { ChangedFile } from '../types.js';

const LONGEST_LINE = 600;

/**
 * A changed file as the model reads it: line numbers of the old and the new side, `-` removed, `+` added. Long lines
 * are cut; a quote of such a line is compared with the same cut.
 */
export function diffText(file: ChangedFile): string {
  const name = file.oldPath === null ? file.path : `${file.path} (was ${file.oldPath})`;
  const head = `${name}: ${file.status}, +${file.additions} -${file.deletions}`;
  return [head, '  old   new', ...file.hunks.map(hunkText)].join('\n');
}

/** One piece of a diff in the same form. */
export function hunkText({ section, lines }: Pick<Hunk, 'section' | 'lines'>): string {
  const shown = lines.map(({ kind, oldLine, newLine, text }) => {
    const sign = kind === 'added' ? '+' : kind === 'removed' ? '-' : ' ';
    return `${number(oldLine)} ${number(newLine)} ${sign}${cutLine(text)}`;
  });
  return [`@@ ${section.trim()}`.trimEnd(), ...shown].join('\n');
}

/** A line as it is shown to the model. */
export function cutLine(text: string): string {
  const line = text.replace(/\r$/, '');
  return line.length > LONGEST_LINE
    ? `${cutText(line, LONGEST_LINE)} [${line.length - LONGEST_LINE} more characters]`
    : line;
}

function number(line: number | null): string {
  return (line === null ? '' : String(line)).padStart(5);
}
