import { z } from 'zod';
import type { Lookups } from '../lookups.js';
import { capText } from '../prompt/cap-text.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const BODY_TOKENS = 2000;
const COMMENT_TOKENS = 400;

export function getIssueDetailsTool(issue: NonNullable<Lookups['issue']>, fence: Fence): ReviewTool {
  return defineTool({
    name: 'get_issue_details',
    description: 'Title, text and comments of an issue of this repository.',
    input: z.strictObject({ number: z.number().int() }),
    run: async ({ number }, signal) => {
      const found = number > 0 ? await issue(number, signal) : null;
      if (found === null) return refuse(`There is no issue ${number} in this repository.`);
      const { title, state, labels, body, comments } = found;
      const text = [
        `#${number} (${state}${labels.map((label) => `, ${label}`).join('')}): ${title}`,
        capText(body, BODY_TOKENS),
        ...comments.map((comment) => `--- comment\n${capText(comment.body, COMMENT_TOKENS)}`),
      ];
      return answer(fence.data(`issue ${number}`, text.join('\n\n')));
    },
  });
}
