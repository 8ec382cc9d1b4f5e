/** A number with its noun: `1 file`, `2 files`; `plural` where an s does not do: `2 memories`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
