import { z } from 'zod';
import type { Snapshot } from '../../../snapshot/types.js';
import { cutText } from '../../../words/cut-text.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const MAX_HITS = 40;
const MAX_LINE = 200;

/** Lines of the repository at the head that hold a text; no regular expressions, so no input can make it hang. */
export function searchCodeTool(snapshot: Snapshot, fence: Fence): ReviewTool {
  return defineTool({
    name: 'search_code',
    description: `Lines of this repository at the head of the pull request that contain a text, exactly and case-sensitively (no regular expression); at most ${MAX_HITS} lines. path_prefix limits the search to a folder or file; "" searches everything.`,
    input: z.strictObject({ text: z.string(), path_prefix: z.string() }),
    run: async ({ text, path_prefix: prefix }) => {
      const wanted = text.trim();
      if (wanted.length < 2 || wanted.includes('\n')) return refuse('Search for one line of at least two characters.');
      const hits = await snapshot.search(wanted, { limit: MAX_HITS + 1, prefix });
      if (hits.length === 0) return answer(`Nothing in ${prefix || 'the repository'} contains it.`);
      const lines = hits
        .slice(0, MAX_HITS)
        .map(({ path, line, text: hit }) => `${path}:${line}: ${cutText(hit.trim(), MAX_LINE)}`);
      const more = hits.length > MAX_HITS ? '\nThere are more; narrow the search.' : '';
      return answer(`${fence.data('search', lines.join('\n'))}${more}`);
    },
  });
}
