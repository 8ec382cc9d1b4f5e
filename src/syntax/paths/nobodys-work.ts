import { isFixturePath } from './test-path.js';

const LOCKFILES =
  /(^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|packages\.lock\.json|go\.(?:work\.)?sum|gradle\.lockfile|Package\.resolved|[^/]+\.lock(?:b|\.hcl)?)$/;
const VENDORED = /(^|\/)(node_modules|vendor|third_party|bower_components)\//;
const GENERATED =
  /(?:\.min\.(?:js|css)|\.map|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.snap|\.(?:gen|generated)\.[a-z]+|\.g(?:\.i)?\.(?:cs|dart)|\.freezed\.dart|\.designer\.cs|\.bundle\.js)$|(?:^|\/)zz_generated\.[^/]+\.go$|(?:^|\/)(?:dist|__generated__)\//i;
/** Recorded data for tests: nobody reads it line by line, and no rule speaks of it. */
const DATA = /\.(?:json|jsonl|ndjson|csv|tsv|txt|xml|html?|ya?ml|log|har|sql|lst|dat|golden|out)$/i;

/** Why no person wrote the file, by its path alone; null: it may be somebody's work. */
export function nobodysWork(path: string): 'lockfile' | 'vendored' | 'generated' | 'test data' | null {
  if (LOCKFILES.test(path)) return 'lockfile';
  if (VENDORED.test(path)) return 'vendored';
  if (GENERATED.test(path)) return 'generated';
  return isFixturePath(path) && DATA.test(path) ? 'test data' : null;
}
