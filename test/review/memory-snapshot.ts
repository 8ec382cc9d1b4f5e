import type { Snapshot } from '../../src/snapshot/types.js';

/** A snapshot of the given texts, by path. */
export function memorySnapshot(files: Record<string, string>, sha = 'a'.repeat(40)): Snapshot {
  const entries = Object.entries(files);
  return {
    sha,
    omitted: [],
    list: () => entries.map(([path, text]) => ({ path, size: Buffer.byteLength(text) })),
    sizeOf: (path) => (Object.hasOwn(files, path) ? Buffer.byteLength(files[path] ?? '') : null),
    readFile: async (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path] ?? '') : null),
    search: async (wanted, { limit = 50, prefix = '' } = {}) =>
      entries
        .filter(([path]) => path.startsWith(prefix))
        .flatMap(([path, text]) =>
          text
            .split('\n')
            .flatMap((line, index) => (line.includes(wanted) ? [{ path, line: index + 1, text: line }] : [])),
        )
        .slice(0, limit),
  };
}
