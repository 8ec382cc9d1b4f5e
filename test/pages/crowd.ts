/** A picture of `count` files in folders of 25, most of whose imports stay in their folder; always the same. */
export function crowd(count: number) {
  let seed = 7;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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
  const pairs = new Set<string>();
  while (pairs.size < count * 2.5) {
    const from = Math.floor(random() * count);
    const near = Math.floor(from / 25) * 25 + Math.floor(random() * 25);
    const to = random() < 0.8 ? Math.min(count - 1, near) : Math.floor(random() * count);
    if (from !== to) pairs.add(`${pathOf(from)} ${pathOf(to)}`);
  }
  const edges = Array.from(pairs, (pair) => {
    const [from = '', to = ''] = pair.split(' ');
    return { from, to, kind: 'imports', weight: 1, tier: 'import', confidence: 0.9, line: null };
  });
  return { view: 'files', focus: '', scanned_at: new Date().toISOString(), nodes, edges, symbols: [], cut: [] };
}
