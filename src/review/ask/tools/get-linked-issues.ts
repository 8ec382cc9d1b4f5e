import { z } from 'zod';
import { capText } from '../prompt/cap-text.js';
import type { Fence } from '../prompt/fence.js';
import type { LinkedIssue, Surrounding } from '../../types.js';
import { answer, defineTool, type ReviewTool } from './tool.js';

const BODY_TOKENS = 1500;

/** The issues this pull request says it works on, of its repository and of Linear, as they were gathered. */
export function getLinkedIssuesTool(
  issues: readonly LinkedIssue[],
  linear: readonly Surrounding[],
  fence: Fence,
): ReviewTool {
  return defineTool({
    name: 'get_linked_issues',
    description: 'The issues that this pull request is linked to, with their texts.',
    input: z.strictObject({}),
    run: async () => {
      const texts = issues.map(
        ({ number, state, title, body }) => `#${number} (${state}): ${title}\n${capText(body, BODY_TOKENS)}`,
      );
      const others = linear.map(({ key, source, title, text }) =>
        fence.data(`${source} ${key ?? ''}`, `${title}\n${capText(text, BODY_TOKENS)}`),
      );
      const own = texts.length === 0 ? [] : [fence.data('linked issues', texts.join('\n\n'))];
      if (own.length + others.length === 0) return answer('This pull request is linked to no issue.');
      return answer([...own, ...others].join('\n'));
    },
  });
}
