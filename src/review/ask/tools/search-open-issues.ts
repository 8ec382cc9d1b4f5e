import { z } from 'zod';
import { cutText } from '../../../words/cut-text.js';
import type { Lookups } from '../lookups.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const HITS = 10;

export function searchOpenIssuesTool(search: NonNullable<Lookups['searchOpenIssues']>, fence: Fence): ReviewTool {
  return defineTool({
    name: 'search_open_issues',
    description: `Open issues of this repository that match some words; at most ${HITS}.`,
    input: z.strictObject({ words: z.string() }),
    run: async ({ words }, signal) => {
      const wanted = cutText(words.trim(), 200);
      if (wanted.length < 3) return refuse('Give at least three characters.');
      const hits = await search(wanted, HITS, signal);
      if (hits.length === 0) return answer('No open issue matches.');
      return answer(fence.data('open issues', hits.map(({ number, title }) => `#${number}: ${title}`).join('\n')));
    },
  });
}
