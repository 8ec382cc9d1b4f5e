import type { ChangedFile } from '../types.js';
import type { PathFilter } from './path-filter.js';

const LOCKFILES =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|Cargo\.lock|go\.(?:work\.)?sum|Gemfile\.lock|composer\.lock)$/;
const VENDORED = /(^|\/)(node_modules|vendor|third_party|bower_components)\//;
const GENERATED = /(\.min\.(js|css)|\.map|\.pb\.go|_pb2\.py|\.snap|\.generated\.[a-z]+)$|(^|\/)(dist|__generated__)\//;

/** Why a changed file is left out on purpose, or null when it is to be read. */
export function triageFile(file: Pick<ChangedFile, 'path' | 'binary'>, filter: PathFilter): string | null {
  const leftOut = filter.leftOut(file.path);
  if (leftOut !== null) return leftOut;
  if (file.binary) return 'binary';
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

function nobodysWork(path: string): string | null {
  if (LOCKFILES.test(path)) return 'lockfile';
  if (VENDORED.test(path)) return 'vendored';
  return GENERATED.test(path) ? 'generated' : null;
}
