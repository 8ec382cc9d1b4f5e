import { z } from 'zod';
import { compileGlob } from '../../../syntax/paths/compile-glob.js';

/** Each is read; nobody nests deeper. */
const MOST_ROOTS = 20;
/** Folders above a workspace. */
const DEEPEST = 8;
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

/**
 * The package.json files of a repository in whose workspaces one of `changed` could lie, the nearest of each first. One
 * that lies deeper than any workspace is none: a path of a pull request may have thousands of folders.
 */
export function rootManifestPaths(changed: readonly string[], paths: readonly string[]): string[] {
  const nested = changed.filter((path) => path.endsWith('/package.json'));
  if (nested.length === 0) return [];
  const known = new Set(paths.filter((path) => path === 'package.json' || path.endsWith('/package.json')));
  const found = new Set<string>();
  for (const path of nested) {
    for (const folder of foldersAbove(path)) if (known.has(`${folder}package.json`)) found.add(`${folder}package.json`);
    if (found.size >= MOST_ROOTS) break;
  }
  return [...found].slice(0, MOST_ROOTS);
}

/** `web/`, `` for `web/app/package.json`; no more than `DEEPEST`, from the top. */
function foldersAbove(path: string): string[] {
  const folders = [''];
  for (let end = path.indexOf('/'); end !== -1 && folders.length <= DEEPEST; end = path.indexOf('/', end + 1))
    folders.push(path.slice(0, end + 1));
  // The last one is its own, unless there are more.
  const own = path.length - 'package.json'.length;
  return folders.filter((folder) => folder.length < own).toReversed();
}

/**
 * Whether `workspaces` of a package.json names a folder, given from where that package.json lies. The last pattern that
 * does decides.
 */
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
