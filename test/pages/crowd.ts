/** A picture of `count` files in folders of 25, most of whose imports stay in their folder; always the same. */
export function crowd(count: number) {
  let seed = 7;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const pathOf = (at: number) => `src/part-${Math.floor(at / 25)}/file-${at}.ts`;
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: pathOf(at),
    kind: 'file',
    name: `file-${at}.ts`,
    path: pathOf(at),
    files: 1,
    lines: Math.floor(random() * 900),
    language: 'typescript',
    changes: Math.floor(random() * 30),
    owner: ['ana', 'bo', 'cy', null][Math.floor(random() * 4)] ?? null,
    signature: null,
    start_line: null,
    end_line: null,
  }));
  const edges = Array.from({ length: count * 2.5 }, () => {
    const from = Math.floor(random() * count);
    const near = Math.floor(from / 25) * 25 + Math.floor(random() * 25);
    const to = random() < 0.8 ? Math.min(count - 1, near) : Math.floor(random() * count);
    return {
      from: pathOf(from),
      to: pathOf(to),
      kind: 'imports',
      weight: 1,
      tier: 'import',
      confidence: 0.9,
      line: null,
    };
  });
  return { view: 'files', focus: '', scanned_at: new Date().toISOString(), nodes, edges, symbols: [], cut: [] };
}
