import { posix } from 'node:path';
import { isScriptManifest } from '../../../graph/symbols/modules/manifests.js';
import { readManifests, type ReadManifests } from '../../../graph/symbols/modules/read-manifests.js';
import type { Snapshot } from '../../../snapshot/types.js';
import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { ChangedFile } from '../../types.js';
import { languageFamily } from './language-family.js';

/**
 * What `package.json` and `tsconfig.json` at the head say of where imports lead, those above the changed files first:
 * bounds and time must not cut them. Nothing is read where the change has no script.
 */
export async function scriptManifests(
  snapshot: Snapshot,
  files: readonly Pick<ChangedFile, 'path'>[],
  until: number,
): Promise<Pick<ReadManifests, 'json' | 'broken'>> {
  const scripts = files.filter(({ path }) => languageFamily(path) === 'script');
  if (scripts.length === 0) return { json: new Map(), broken: [] };
  const above = new Set<string>(['.']);
  for (const { path } of scripts)
    for (let folder = posix.dirname(path); !above.has(folder); folder = posix.dirname(folder)) above.add(folder);
  const near: string[] = [];
  const far: string[] = [];
  await eachInTurns(snapshot.list(), ({ path }) => {
    if (isScriptManifest(path)) (above.has(posix.dirname(path)) ? near : far).push(path);
  });
  return readManifests(snapshot, { paths: [...near, ...far], until });
}
