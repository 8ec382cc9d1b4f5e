import type { ReportFinding } from './review-report.js';

/** A line of a file as it is shown below a finding. */
export interface FrameLine {
  number: number;
  text: string;
  /** Part of what the finding is about. */
  marked: boolean;
}

const AROUND = 2;
const LONGEST_FRAME = 12;

/**
 * The lines around each finding's place, by finding id. `readHead` gives a file's text, secrets masked; a file that is
 * not there has no frame. A long place is shown from its end.
 */
export async function codeFrames(
  findings: readonly ReportFinding[],
  readHead: (path: string) => Promise<string | null>,
): Promise<Map<string, FrameLine[]>> {
  const texts = new Map<string, string[] | null>();
  const frames = new Map<string, FrameLine[]>();
  for (const { id, path, line, startLine, quote } of findings) {
    if (!texts.has(path)) texts.set(path, (await readHead(path))?.replace(/\n$/, '').split('\n') ?? null);
    const lines = texts.get(path);
    // Masking may join lines (a key of many lines becomes one): then only the quote is certain.
    if (!lines || lines[line - 1]?.trim() !== quote.trim()) {
      frames.set(id, [{ number: line, text: quote, marked: true }]);
      continue;
    }
    const from = startLine ?? line;
    const first = Math.max(1, from - AROUND, line + AROUND - LONGEST_FRAME + 1);
    const last = Math.min(lines.length, line + AROUND);
    frames.set(
      id,
      Array.from({ length: last - first + 1 }, (_, index) => {
        const number = first + index;
        return { number, text: lines[number - 1] ?? '', marked: number >= from && number <= line };
      }),
    );
  }
  return frames;
}
