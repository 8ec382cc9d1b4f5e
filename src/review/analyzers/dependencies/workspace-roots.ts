import { z } from 'zod';
import { compileGlob } from '../../plan/compile-glob.js';

/** Each is read; nobody nests deeper. */
const MOST_ROOTS = 20;
const MOST_STEPS = 100_000;

/** Paths or globs of folders, as npm, yarn and bun read them: https://docs.npmjs.com/cli/using-npm/workspaces */
const Root = z.object({
  workspaces: z.union([
    z.array(z.string()),
    z.object({ packages: z.array(z.string()) }).transform((one) => one.packages),
  ]),
});

/** A package.json above one that changes: what it says decides whether a lockfile beside it is for both. */
export interface RootManifest {
  path: string;
  text: string;
}

/** The package.json files of a repository in whose workspaces one of `changed` could lie, the nearest of each first. */
export function rootManifestPaths(changed: readonly string[], paths: readonly string[]): string[] {
  const nested = changed.filter((path) => path.endsWith('/package.json'));
  if (nested.length === 0) return [];
  const known = new Set(paths.filter((path) => path === 'package.json' || path.endsWith('/package.json')));
  const above = nested.flatMap((path) => foldersAbove(path).map((folder) => `${folder}package.json`));
  return [...new Set(above)].filter((path) => known.has(path)).slice(0, MOST_ROOTS);
}

/** `web/`, `` for `web/app/package.json`. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  let folder = path.slice(0, path.lastIndexOf('/'));
  while (folder !== '') {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    folders.push(folder === '' ? '' : `${folder}/`);
  }
  return folders;
}

/** Whether `workspaces` of a package.json names a folder, given from where that package.json lies. The last pattern that does decides. */
export function isWorkspace(text: string, folder: string): boolean {
  const root = Root.safeParse(parsed(text));
  if (!root.success) return false;
  const deciding = root.data.workspaces.findLast((pattern) => {
    const glob = compileGlob(pattern.replace(/^!/, '').replace(/^\.?\/+|\/+$/g, ''));
    return !('problem' in glob) && glob.matches(folder, { steps: MOST_STEPS }) === true;
  });
  return deciding !== undefined && !deciding.startsWith('!');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
