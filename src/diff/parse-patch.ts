import { DiffParseError } from './diff-parse-error.js';
import { parseHunks } from './parse-hunks.js';
import type { Hunk } from './types.js';

/**
 * The hunks of one file's `patch` as GitHub's REST API gives it: from the first `@@`, with or without a last line feed.
 * An empty patch (pure rename, mode change) has no hunks. Throws DiffParseError if the patch is cut or corrupt.
 */
export function parsePatch(patch: string): Hunk[] {
  if (patch === '') return [];
  const lines = (patch.endsWith('\n') ? patch.slice(0, -1) : patch).split('\n');
  const { hunks, next } = parseHunks(lines, 0);
  if (next < lines.length) throw new DiffParseError(next + 1, 'text that belongs to no hunk');
  return hunks;
}
