/** What the model says an answer rests on. */
export interface Citation {
  path: string;
  /** 1-based, in the head. */
  line: number;
  quote: string;
}

const MOST = 8;
const SHORTEST_QUOTE = 3;

/**
 * The citations that hold, each at the line where its quote really stands (proof or silence): one whose quote stands
 * elsewhere in its file is moved to the nearest place, one whose quote or file is not there is dropped. `readText`
 * gives the head text of a path, or null.
 */
export async function verifyCitations(
  citations: readonly Citation[],
  readText: (path: string) => Promise<string | null>,
): Promise<{ path: string; line: number }[]> {
  const kept = new Map<string, { path: string; line: number }>();
  for (const { path, line, quote } of citations.slice(0, MOST)) {
    const wanted = normalise(quote.split('\n').find((each) => normalise(each) !== '') ?? '');
    const text = wanted.length < SHORTEST_QUOTE ? null : await readText(path);
    const [nearest] = (text ?? '')
      .split('\n')
      .flatMap((each, index) => (wanted !== '' && normalise(each).includes(wanted) ? [index + 1] : []))
      .toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line));
    if (text !== null && nearest !== undefined) kept.set(`${path}:${nearest}`, { path, line: nearest });
  }
  return [...kept.values()];
}

function normalise(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
