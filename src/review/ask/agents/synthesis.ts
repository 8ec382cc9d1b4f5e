import type { Fence } from '../prompt/fence.js';
import type { Claim } from '../../types.js';

/** The task of the agent that sees what all others reported: which are the same, and what to say at the top. */
export function synthesisTask(
  claims: readonly Claim[],
  summaries: readonly string[],
  language: string,
  fence: Fence,
): string {
  const list = claims.map(
    (claim, index) =>
      `${handleOf(index)} ${claim.severity} ${claim.category} ${claim.path}:${claim.line} ${claim.title}\n   ${claim.body}`,
  );
  return `# Your task
Several reviewers have read this pull request, each a part or an aspect of it. These are their findings, each verified by code:
${fence.data('findings', list.join('\n') || '(none)')}
And this is what they said at their end:
${fence.data('summaries', summaries.join('\n') || '(nothing)')}
Call judge_finding with duplicate for each finding that tells the same fault as an earlier one in the list; judge no others, report nothing new, read nothing. Then end with the closing text for the whole pull request.${language === 'en' ? '' : ` Write it in the language "${language}".`}`;
}

export function handleOf(index: number): string {
  return `X${index + 1}`;
}
