import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { matchEntries, type KnownEntry } from '../../src/memory/files/match-entries.js';
import { entryKey, type FileEntry } from '../../src/memory/files/parse-memory-file.js';

const FILE = new URL('../../src/memory/files/match-entries.ts', import.meta.url);
const ENTRIES = 200;
const LONGEST = 600;
const ROUNDS = 15;

/**
 * How long a memory file of 200 entries of 600 characters, each replaced by another one, takes to be told from what it
 * said before: in one place, in a place of its own each, and of nearly the same words each. With a commit as its argument the
 * `matchEntries` of that commit is measured beside this one, in turns.
 */
export async function bench([commit]: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  try {
    const versions = new Map([['this one', matchEntries]]);
    if (commit !== undefined) versions.set(commit, await versionOf(commit, folder));
    for (const [name, { places, shared }] of [
      ['one place, other words', { places: 1, shared: 0 }],
      ['one place, half of the words the same', { places: 1, shared: 45 }],
      ['200 places, other words', { places: ENTRIES, shared: 0 }],
    ] as const) {
      const before = entriesOf(places, shared, 'old').map(({ text, type, pathGlob, symbol, rule }, at): KnownEntry => {
        return { id: String(at), isHeld: true, text, type, pathGlob, symbol, rule };
      });
      const after = entriesOf(places, shared, 'new');
      const times = new Map([...versions.keys()].map((version) => [version, [] as number[]]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const [version, match] of versions) {
          const from = performance.now();
          match(after, before);
          times.get(version)?.push(performance.now() - from);
        }
      }
      for (const [version, all] of times) {
        const sorted = all.toSorted((one, other) => one - other);
        const [median = 0, longest = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
        console.log(`${name}, ${version}: median ${median.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The function as it was: its file, importing what stands here now. */
async function versionOf(commit: string, folder: string): Promise<typeof matchEntries> {
  const code = execFileSync('git', ['show', `${commit}:src/memory/files/match-entries.ts`], { encoding: 'utf8' });
  const file = join(folder, 'match-entries.mts');
  writeFileSync(
    file,
    code.replaceAll(/(?<=from ')\.[^']+(?=')/g, (path) => new URL(path.replace(/\.js$/, '.ts'), FILE).href),
  );
  const loaded = (await import(pathToFileURL(file).href)) as { matchEntries: typeof matchEntries };
  return loaded.matchEntries;
}

/** Of `shared` words the same in all, the others of each its own. */
function entriesOf(places: number, shared: number, age: string): FileEntry[] {
  return Array.from({ length: ENTRIES }, (_, at) => {
    const words = Array.from({ length: 100 }, (_word, word) =>
      word < shared ? `all${word}` : `${age}${at.toString(36)}x${word.toString(36)}`,
    );
    const entry = {
      text: words.join(' ').slice(0, LONGEST),
      type: 'project_rule' as const,
      pathGlob: places === 1 ? null : `src/${at % places}/**`,
      symbol: null,
      rule: null,
    };
    return { ...entry, line: at + 1, key: entryKey(entry), expiresAt: null };
  });
}
