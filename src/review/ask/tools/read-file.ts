import { z } from 'zod';
import type { Snapshot } from '../../../snapshot/types.js';
import { cutText } from '../../../words/cut-text.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const MAX_LINES = 400;
const MAX_BYTES = 1_048_576;
const MAX_LINE = 400;
const MOST_NEAR = 5;

/** Lines of one file of the repository at the head, numbered. Anything that is not in the snapshot does not exist. */
export function readFileTool(snapshot: Snapshot, fence: Fence): ReviewTool {
  return defineTool({
    name: 'read_file',
    description: `Lines of a file of this repository as it is at the head of the pull request, with line numbers; at most ${MAX_LINES} lines a call. The path is relative to the root of the repository.`,
    input: z.strictObject({ path: z.string(), from_line: z.number().int(), to_line: z.number().int() }),
    run: async ({ path, from_line: from, to_line: to }) => {
      const size = snapshot.sizeOf(path);
      if (size === null)
        return refuse(
          `There is no file ${JSON.stringify(cutText(path, 200))} in this repository.${near(path, snapshot)}`,
        );
      if (size > MAX_BYTES) return refuse(`${path} has ${size} bytes: too large to read.`);
      const text = (await snapshot.readFile(path))?.toString('utf8');
      if (text === undefined || text.includes('\0')) return refuse(`${path} is not a text file.`);
      const lines = text.split('\n');
      const first = Math.max(1, from);
      const last = Math.min(lines.length, Math.max(first, to), first + MAX_LINES - 1);
      if (first > lines.length) return refuse(`${path} has ${lines.length} lines.`);
      const shown = lines.slice(first - 1, last).map((line, index) => `${first + index}: ${short(line)}`);
      return answer(`${fence.data(`${path}:${first}-${last}`, shown.join('\n'))}\n${path} has ${lines.length} lines.`);
    },
  });
}

function short(line: string): string {
  const text = line.replace(/\r$/, '');
  return text.length > MAX_LINE ? `${cutText(text, MAX_LINE)} [${text.length - MAX_LINE} more characters]` : text;
}

/** Files of the same name, so that a wrong folder costs one turn and not five. */
function near(path: string, snapshot: Snapshot): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found: string[] = [];
  for (const { path: other } of name === '' ? [] : snapshot.list()) {
    if (found.length === MOST_NEAR) break;
    if (other === name || other.endsWith(`/${name}`)) found.push(JSON.stringify(other));
  }
  return found.length > 0 ? ` Files of that name: ${found.join(', ')}.` : '';
}
