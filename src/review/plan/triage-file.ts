import picomatch from 'picomatch';
import type { ChangedFile, ReviewSettings } from '../types.js';

const LOCKFILES =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|Cargo\.lock|go\.(?:work\.)?sum|Gemfile\.lock|composer\.lock)$/;
const VENDORED = /(^|\/)(node_modules|vendor|third_party|bower_components)\//;
const GENERATED = /(\.min\.(js|css)|\.map|\.pb\.go|_pb2\.py|\.snap|\.generated\.[a-z]+)$|(^|\/)(dist|__generated__)\//;
const MAX_GLOB = 256;

/** Why a changed file is left out on purpose, or null when it is to be read. A glob longer than 256 characters matches nothing. */
export function triageFile(file: ChangedFile, paths: ReviewSettings['paths']): string | null {
  if (matches(file.path, paths.ignore)) return 'ignored by .github/nectr.yml';
  if (paths.include.length > 0 && !matches(file.path, paths.include)) return 'not included by .github/nectr.yml';
  if (file.binary) return 'binary';
  return nobodysWork(file.path);
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

function matches(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => glob.length <= MAX_GLOB && picomatch.isMatch(path, glob, { dot: true }));
}
