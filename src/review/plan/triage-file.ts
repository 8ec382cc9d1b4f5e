import type { ChangedFile } from '../types.js';
import { nobodysWork } from '../../syntax/paths/nobodys-work.js';
import type { PathFilter } from './path-filter.js';
import { submoduleMove } from './submodule.js';

/** Why a changed file is left out on purpose, or null when it is to be read. */
export function triageFile(file: Pick<ChangedFile, 'path' | 'binary' | 'hunks'>, filter: PathFilter): string | null {
  const leftOut = filter.leftOut(file.path);
  if (leftOut !== null) return leftOut;
  if (file.binary) return 'binary';
  const submodule = submoduleMove(file);
  if (submodule !== null) return submodule;
  const reason = nobodysWork(file.path);
  if (reason === null) return null;
  const isWanted = filter.asksFor(file.path).some((pattern) => speaksOf(pattern, file.path, reason));
  return isWanted ? null : reason;
}

/** Whether a pattern is the file itself, or says what leaves it out: `src/vendor/**` does, `src/**` does not. */
function speaksOf(pattern: string, path: string, reason: string): boolean {
  const named = pattern.replace(/^(?:\.?\/)+/, '');
  return (
    named === path || [named, `${named}/x`, named.replace(/\*\*$/, 'x')].some((one) => nobodysWork(one) === reason)
  );
}

/** Whether no person wrote the file: a lockfile, vendored or generated. */
export function isNobodysWork(path: string): boolean {
  return nobodysWork(path) !== null;
}
