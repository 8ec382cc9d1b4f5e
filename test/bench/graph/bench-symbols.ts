import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import { scanPush } from '../../../src/graph/scan/scan-push.js';
import { scanSnapshot } from '../../../src/graph/scan/scan-snapshot.js';
import { createSymbolThread } from '../../../src/graph/symbols/thread/symbol-thread.js';
import type { RepositoryKey } from '../../../src/graph/types.js';
import { readTarball } from '../../../src/snapshot/read-tarball.js';
import { languageOf } from '../../../src/syntax/language-of.js';
import { tarball } from '../../snapshot/tarball.js';

const PUSHES = 5;
/** What others see of a file stays, or is more. */
const PUSHED = [
  [100, 'bodies'],
  [1, 'bodies'],
  [100, 'a new function in each'],
  [1, 'a new function in each'],
] as const;

/**
 * A whole scan with symbols of a real repository (`root`: the work tree of one), then pushes of 100 of its files and of
 * one. `settle` does what the store does by itself within a minute of a scan. `print` gets each figure with its times,
 * in milliseconds.
 */
export async function benchSymbols(
  graph: KnowledgeGraph,
  owner: RepositoryKey,
  { root, folder, settle }: { root: string; folder: string; settle(): Promise<unknown> },
  print: (name: string, times: readonly number[]) => void,
): Promise<void> {
  const files = new Map(
    execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8', maxBuffer: 2 ** 28 })
      .split('\0')
      .filter((path) => path !== '')
      .map((path) => [path, readFileSync(join(root, path))] as const),
  );
  const sources = [...files.keys()].filter((path) => path.startsWith('src/') && languageOf(path) !== null);
  let commit = 0;
  const snapshot = async () => {
    commit += 1;
    const parts = [...files].map(([path, bytes]): [{ name: string }, Buffer] => [
      { name: `acme-bench-1/${path}` },
      bytes,
    ]);
    const stream = Readable.from([await tarball(...parts)]);
    return readTarball(stream, { sha: String(commit).padStart(40, '0'), cacheFolder: join(folder, 'snapshots') });
  };
  const symbols = createSymbolThread();
  try {
    await graph.upsertRepository({ ...owner, fullName: 'acme/bench', defaultBranch: 'main' });
    const first = await snapshot();
    let most = 0;
    const memory = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const start = performance.now();
    const signal = new AbortController().signal;
    const scanned = await scanSnapshot(graph, { ...owner, scan: 1 }, first, {
      symbols,
      signal,
      progress: async () => undefined,
    });
    await graph.finishScan({ ...owner, scan: 1 }, { sha: first.sha, at: new Date() });
    clearInterval(memory);
    const ms = performance.now() - start;
    print(
      `full scan of ${scanned.files} files, ${scanned.symbols} symbols, ${scanned.edges} edges, ${Math.round(most / 2 ** 20)} MB, each file`,
      [ms / scanned.files],
    );
    await settle();
    let base = first.sha;
    for (const [count, what] of PUSHED) {
      const times: number[] = [];
      for (let round = 0; round < PUSHES; round++) {
        const changed = sources.slice(round * count, (round + 1) * count);
        for (const path of changed) {
          const more =
            what === 'bodies'
              ? `\n// ${commit}\n`
              : `\nexport function added${commit}(): void {\n  console.log(String(${commit}));\n}\n`;
          files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(more)]));
        }
        const now = await snapshot();
        const from = performance.now();
        await scanPush(graph, owner, now, { base, changed, removed: [], renamed: [] }, symbols);
        times.push(performance.now() - from);
        base = now.sha;
      }
      print(`push of ${count} ${count === 1 ? 'file' : 'files'}, ${what}`, times);
    }
  } finally {
    await symbols.close();
  }
}
