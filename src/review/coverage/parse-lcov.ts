import { collectLines } from './file-lines.js';
import type { FileCoverage } from './types.js';

/**
 * Reads a tracefile of lcov: `SF:` names a file, `DA:<line>,<count>` a line of it
 * (https://github.com/linux-test-project/lcov, geninfo(1), "FILES"). What else stands in it is left out. Linear. Throws
 * RangeError as `collectLines`.
 */
export function parseLcov(text: string): FileCoverage[] {
  const collected = collectLines();
  let path: string | null = null;
  for (let from = 0; from < text.length;) {
    const newLine = text.indexOf('\n', from);
    const to = newLine === -1 ? text.length : newLine;
    if (text.startsWith('SF:', from)) path = text.slice(from + 3, to).trim();
    else if (text.startsWith('end_of_record', from)) path = null;
    else if (path !== null && path !== '' && text.startsWith('DA:', from)) {
      const [line = '', count = ''] = text.slice(from + 3, Math.min(to, from + 103)).split(',', 2);
      if (line !== '' && count !== '') collected.add(path, Number(line), Number(count));
    }
    from = to + 1;
  }
  return collected.files();
}
