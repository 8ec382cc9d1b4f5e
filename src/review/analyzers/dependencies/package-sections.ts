/**
 * The top-level section each line of a `package.json` stands in (`dependencies`, `scripts`, …), by 1-based line.
 * Reads the usual layout of one entry per line; lines outside a section are absent.
 */
export function packageSections(text: string): Map<number, string> {
  const sections = new Map<number, string>();
  let section: string | null = null;
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line.replace(/"(?:\\.|[^"\\])*(?:"|$)/g, '""');
    const opens = depth === 1 ? /^\s*"([^"]+)"\s*:\s*\{/.exec(line)?.[1] : undefined;
    if (depth === 2 && section !== null) sections.set(index + 1, section);
    if (opens !== undefined) section = opens;
    depth += (bare.match(/[{[]/g)?.length ?? 0) - (bare.match(/[}\]]/g)?.length ?? 0);
  }
  return sections;
}
