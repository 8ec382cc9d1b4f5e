import { DiffParseError } from './diff-parse-error.js';
import { parseHunks } from './parse-hunks.js';
import type { FileDiff } from './types.js';
import { unquotePath } from './unquote-path.js';

/**
 * Files of a whole `git diff` output (two-way, prefixes `a/` and `b/`, any rename and mode lines).
 * Text before the first `diff --git` is ignored. Throws DiffParseError for combined diffs and corrupt hunks.
 */
export function parseDiff(text: string): FileDiff[] {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const files: FileDiff[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (/^diff --(cc|combined) /.test(line))
      throw new DiffParseError(at + 1, 'combined diffs of merges are not supported');
    if (!line.startsWith('diff --git ')) {
      at++;
      continue;
    }
    const { file, next } = parseFile(lines, at);
    files.push(file);
    at = next;
  }
  return mergeTypeChanges(files);
}

function parseFile(lines: readonly string[], start: number): { file: FileDiff; next: number } {
  const named = namesOfHeader((lines[start] ?? '').slice('diff --git '.length));
  const file: FileDiff = {
    path: named,
    oldPath: null,
    status: 'modified',
    oldMode: null,
    newMode: null,
    binary: false,
    hunks: [],
  };
  let oldPath: string | null = null;
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ') || line.startsWith('@@')) break;
    const mode = /^(old mode|new mode|deleted file mode|new file mode) (\d{6})$/.exec(line);
    if (mode) setMode(file, mode[1] ?? '', mode[2] ?? '');
    else if (line.startsWith('index ')) file.newMode ??= file.oldMode ??= / (\d{6})$/.exec(line)?.[1] ?? null;
    else if (line.startsWith('rename from ') || line.startsWith('copy from ')) {
      oldPath = unquotePath(line.slice(line.indexOf(' from ') + 6));
      file.status = line.startsWith('rename') ? 'renamed' : 'copied';
    } else if (line.startsWith('rename to ') || line.startsWith('copy to ')) {
      file.path = unquotePath(line.slice(line.indexOf(' to ') + 4));
    } else if (line.startsWith('--- ')) {
      const path = sidePath(line, 'a/');
      if (path !== null && file.status === 'deleted') file.path = path;
    } else if (line.startsWith('+++ ')) {
      file.path = sidePath(line, 'b/') ?? file.path;
    } else if (line.startsWith('Binary files ') || line === 'GIT binary patch') {
      file.binary = true;
    }
  }
  if (lines[at]?.startsWith('@@@')) throw new DiffParseError(at + 1, 'combined diffs of merges are not supported');
  const { hunks, next } = parseHunks(lines, at);
  return { file: { ...file, oldPath: oldPath === file.path ? null : oldPath, hunks }, next };
}

function setMode(file: FileDiff, what: string, mode: string): void {
  if (what === 'old mode' || what === 'deleted file mode') file.oldMode = mode;
  else file.newMode = mode;
  if (what === 'deleted file mode') file.status = 'deleted';
  if (what === 'new file mode') file.status = 'added';
}

/** `--- a/name` or `+++ b/name`; git ends a name that has a space with a tab. Null for /dev/null. */
function sidePath(line: string, prefix: string): string | null {
  const raw = line.slice(4).replace(/\t$/, '');
  if (raw === '/dev/null') return null;
  const path = unquotePath(raw);
  return path.startsWith(prefix) ? path.slice(2) : path;
}

/** The header repeats one name when nothing was renamed: `a/X b/X`, plain or quoted. Renames overwrite it later. */
function namesOfHeader(names: string): string {
  if (names.startsWith('"')) return unquotePath(names.slice(0, (names.length - 1) / 2)).slice(2);
  return names.slice(2, (names.length - 1) / 2);
}

/** Git shows a type change (file to symlink) as a deletion followed by an addition of one path: one file of ours. */
function mergeTypeChanges(files: readonly FileDiff[]): FileDiff[] {
  const merged: FileDiff[] = [];
  for (const file of files) {
    const before = merged.at(-1);
    if (before?.status === 'deleted' && file.status === 'added' && before.path === file.path) {
      merged[merged.length - 1] = {
        ...file,
        status: 'type-changed',
        oldMode: before.oldMode,
        binary: before.binary || file.binary,
      };
    } else merged.push(file);
  }
  return merged;
}
