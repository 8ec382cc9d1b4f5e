import { z } from 'zod';
import { capText } from '../prompt/cap-text.js';
import type { Fence } from '../prompt/fence.js';
import type { LinkedIssue } from '../../types.js';
import { answer, defineTool, type ReviewTool } from './tool.js';

const BODY_TOKENS = 1500;

/** The issues this pull request says it works on, as they were gathered. */
export function getLinkedIssuesTool(issues: readonly LinkedIssue[], fence: Fence): ReviewTool {
  return defineTool({
    name: 'get_linked_issues',
    description: 'The issues that this pull request is linked to, with their texts.',
    input: z.strictObject({}),
    run: async () => {
      if (issues.length === 0) return answer('This pull request is linked to no issue.');
      const texts = issues.map(
        ({ number, state, title, body }) => `#${number} (${state}): ${title}\n${capText(body, BODY_TOKENS)}`,
      );
      return answer(fence.data('linked issues', texts.join('\n\n')));
    },
  });
}
