/** One line of a difference. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Longer texts are shown as removed and added as a whole: the table of the comparison would be large. */
const MOST_LINES = 400;

/** What has to be done to `before` so that it is `after`, line by line; removals stand first. Pure. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const whole = (kind: DiffLine['kind'], lines: readonly string[]) => lines.map((text) => ({ kind, text }));
  if (before.length > MOST_LINES || after.length > MOST_LINES)
    return [...whole('removed', before), ...whole('added', after)];
  const longest = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let b = 0;
  let a = 0;
  while (b < before.length && a < after.length) {
    const [was = '', is = ''] = [before[b], after[a]];
    if (was === is) {
      lines.push({ kind: 'same', text: was });
      b++;
      a++;
    } else if ((longest[b + 1]?.[a] ?? 0) >= (longest[b]?.[a + 1] ?? 0)) {
      lines.push({ kind: 'removed', text: was });
      b++;
    } else {
      lines.push({ kind: 'added', text: is });
      a++;
    }
  }
  return [...lines, ...whole('removed', before.slice(b)), ...whole('added', after.slice(a))];
}

/** `[b][a]`: how many lines the rests of both from there on have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const rows = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--) {
      const row = rows[b] ?? [];
      row[a] =
        before[b] === after[a]
          ? (rows[b + 1]?.[a + 1] ?? 0) + 1
          : Math.max(rows[b + 1]?.[a] ?? 0, rows[b]?.[a + 1] ?? 0);
    }
  return rows;
}

/** A line with its number before and after the change; null: it is not there. */
export interface NumberedLine extends DiffLine {
  was: number | null;
  is: number | null;
}

/** The same with the numbers of the lines; the first is `from`. Pure. */
export function numbered(lines: readonly DiffLine[], from: number): NumberedLine[] {
  let was = from;
  let is = from;
  return lines.map((line) => ({
    ...line,
    was: line.kind === 'added' ? null : was++,
    is: line.kind === 'removed' ? null : is++,
  }));
}
