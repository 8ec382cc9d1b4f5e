import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from './version.js';

/** Whether this code was built. */
export const isBuilt: boolean = !import.meta.url.endsWith('.ts');

/**
 * One of our own files that is started as a process or a thread, by its path under `src` without an ending: as it is
 * built, or while developing and in tests its source. Not named by where the caller stands: the build puts the code of
 * many files into one.
 */
export function entryFile(name: string): URL {
  return pathToFileURL(join(packageFolder, ...(isBuilt ? ['dist', 'src', `${name}.js`] : ['src', `${name}.ts`])));
}
