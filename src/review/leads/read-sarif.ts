import { parseJson } from '../../turns/parse-json.js';
import { BOUNDS } from '../bounds.js';
import { UnreadableError } from '../plan/unreadable-error.js';
import { parseSarif } from './parse-sarif.js';
import type { ToolResult } from './tool-result.js';
import { sizeOf } from '../../words/size-of.js';
import { cutText } from '../../words/cut-text.js';

/**
 * What the SARIF files of the repository at the head say, within the bounds of size and number together. A file that is
 * not there or cannot be read is named in `notices` and takes no other along. Parsed in slices: nobody waits for a
 * large one. Throws what `readFile` throws, except UnreadableError.
 */
export async function readSarif(
  paths: readonly string[],
  readFile: (path: string) => Promise<Buffer | null>,
): Promise<{ results: ToolResult[]; notices: string[] }> {
  const results: ToolResult[] = [];
  const notices: string[] = [];
  for (const path of paths) {
    const read = await readOne(path, readFile, BOUNDS.sarifResults - results.length);
    if ('why' in read) notices.push(`The SARIF file ${inCode(path)} was not read: ${read.why}.`);
    else {
      results.push(...read.results);
      if (read.left > 0)
        notices.push(`The SARIF files have too many results: ${read.left} of ${inCode(path)} were not read.`);
    }
  }
  return { results, notices };
}

async function readOne(
  path: string,
  readFile: (path: string) => Promise<Buffer | null>,
  most: number,
): Promise<{ results: ToolResult[]; left: number } | { why: string }> {
  try {
    const bytes = await readFile(path);
    if (bytes === null) return { why: 'it is not in the head' };
    if (bytes.length > BOUNDS.sarifBytes) return { why: `it is larger than ${sizeOf(BOUNDS.sarifBytes)}` };
    return parseSarif(await parseJson(withoutMark(bytes)), most) ?? { why: 'it is no SARIF log' };
  } catch (error) {
    if (error instanceof UnreadableError) return { why: cutText(error.message, 200) };
    if (error instanceof SyntaxError || error instanceof TypeError) return { why: 'it is no JSON' };
    throw error;
  }
}

/** Some tools write a byte order mark. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function inCode(path: string): string {
  return `\`${path.replaceAll('`', ' ')}\``;
}
