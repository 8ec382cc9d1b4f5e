import type { FileContents } from '../../snapshot/types.js';
import { languageOf } from '../../syntax/language-of.js';
import { generatedHeader } from '../../syntax/paths/generated-header.js';
import { nobodysWork } from '../../syntax/paths/nobodys-work.js';
import { isTestPath } from '../../syntax/paths/test-path.js';
import { extensionOf } from '../rows/extension-of.js';
import type { FileNode } from '../types.js';

/** Of a file: what its first lines take. */
const START_BYTES = 8 * 1024;
/** Git's own rule: a NUL in the first 8,000 bytes. */
const BINARY_BYTES = 8000;
const NEW_LINE = 10;

/**
 * The node of a file, by its path and contents; `attributed` tells whether `.gitattributes` call it generated or
 * vendored.
 */
export function fileNode({ path, size, bytes }: FileContents, attributed: (path: string) => boolean): FileNode {
  const text = bytes === null || bytes.subarray(0, BINARY_BYTES).includes(0) ? null : bytes;
  return {
    path,
    extension: extensionOf(path),
    language: languageOf(path),
    size,
    lines: text === null ? null : countLines(text),
    isTest: isTestPath(path),
    isGenerated: isGenerated(path, text) || attributed(path),
  };
}

/** A last line counts without its end too. */
function countLines(text: Buffer): number {
  let lines = 0;
  let at = text.indexOf(NEW_LINE);
  for (; at !== -1; at = text.indexOf(NEW_LINE, at + 1)) lines += 1;
  return text.length === 0 || text[text.length - 1] === NEW_LINE ? lines : lines + 1;
}

function isGenerated(path: string, text: Buffer | null): boolean {
  const why = nobodysWork(path);
  if (why !== null && why !== 'test data') return true;
  return text !== null && generatedHeader(text.toString('utf8', 0, START_BYTES)) !== null;
}
