import type { ChangedFile } from '../types.js';
import { isFixturePath } from '../analyzers/test-path.js';
import type { PathFilter } from './path-filter.js';
import { submoduleMove } from './submodule.js';

const LOCKFILES =
  /(^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|packages\.lock\.json|go\.(?:work\.)?sum|gradle\.lockfile|Package\.resolved|[^/]+\.lock(?:b|\.hcl)?)$/;
const VENDORED = /(^|\/)(node_modules|vendor|third_party|bower_components)\//;
const GENERATED =
  /(?:\.min\.(?:js|css)|\.map|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.snap|\.(?:gen|generated)\.[a-z]+|\.g(?:\.i)?\.(?:cs|dart)|\.freezed\.dart|\.designer\.cs|\.bundle\.js)$|(?:^|\/)zz_generated\.[^/]+\.go$|(?:^|\/)(?:dist|__generated__)\//i;
/** Recorded data for tests: nobody reads it line by line, and no rule speaks of it. */
const DATA = /\.(?:json|jsonl|ndjson|csv|tsv|txt|xml|html?|ya?ml|log|har|sql|lst|dat|golden|out)$/i;

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

function nobodysWork(path: string): string | null {
  if (LOCKFILES.test(path)) return 'lockfile';
  if (VENDORED.test(path)) return 'vendored';
  if (GENERATED.test(path)) return 'generated';
  return isFixturePath(path) && DATA.test(path) ? 'test data' : null;
}
