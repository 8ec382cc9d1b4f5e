import { posix } from 'node:path';
import type { Modules } from '../../../graph/symbols/resolve/modules.js';
import type { Snapshot } from '../../../snapshot/types.js';
import { baseOf, familyOf, subjectOf } from '../../../syntax/paths/test-stem.js';
import { isFixturePath, isTestPath } from '../../../syntax/paths/test-path.js';
import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { LookedAt } from './look-at-change.js';
import { outlineFiles, type OutlinedFile, type Outlining } from './outline-files.js';

const MOST_OF_FILE = 2;
const MOST_IN_ALL = 40;
const LARGEST = 200_000;
/** Folders that part tests from what they test. */
const ROOTS = /^(?:src|lib|app|tests?|__tests__|specs?|unit|main|java|python|js|ts|pkg|internal)$/;

/**
 * The test files of each changed file: those of its name (`total.test.ts`, `test_total.py`, `TotalTest.java`) that import
 * it, or stand where its tests do; at most two each.
 */
export async function readTestFiles(
  all: readonly LookedAt[],
  { snapshot, modules, pool }: { snapshot: Snapshot; modules: Modules; pool: Outlining },
): Promise<Map<string, OutlinedFile[]>> {
  const homes = new Map<string, LookedAt[]>();
  for (const looked of all) {
    if (isTestPath(looked.path) || looked.file === null) continue;
    const key = `${familyOf(looked.path)} ${subjectOf(looked.path)}`;
    homes.set(key, [...(homes.get(key) ?? []), looked]);
  }
  const wanted = new Map<string, LookedAt[]>();
  await eachInTurns(homes.size === 0 ? [] : snapshot.list(), ({ path, size }) => {
    if (!isTestPath(path) || isFixturePath(path) || size > LARGEST || wanted.size >= MOST_IN_ALL) return;
    const of = homes.get(`${familyOf(path)} ${baseOf(path)}`);
    if (of) wanted.set(path, of);
  });
  const texts = [];
  for (const path of wanted.keys())
    texts.push({ path, text: (await snapshot.readFile(path))?.toString('utf8') ?? '', lines: [], places: [] });
  const tests = new Map<string, OutlinedFile[]>();
  for (const [path, file] of await outlineFiles(texts, pool)) {
    const imports = new Set(file.outline.imports.flatMap((one) => modules.resolve(one, path)));
    for (const { path: home } of wanted.get(path) ?? []) {
      const known = tests.get(home) ?? [];
      if (known.length < MOST_OF_FILE && (imports.has(home) || mirrored(path) === mirrored(home)))
        tests.set(home, [...known, file]);
    }
  }
  return tests;
}

/** The folder of a file without what only parts tests from code. */
function mirrored(path: string): string {
  return posix
    .dirname(path)
    .split('/')
    .filter((part) => !ROOTS.test(part))
    .join('/');
}
