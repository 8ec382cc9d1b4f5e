import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** Offers the prompts that people pick in their agent. */
export function offerPrompts(server: McpServer): void {
  const args = {
    repo: z.string().describe('Such as acme/shop'),
    pr_number: z.string().describe('The number of the pull request'),
  };
  server.registerPrompt(
    'fix-findings',
    {
      title: 'Fix the findings of a pull request',
      description: 'Works through the open findings, one by one',
      argsSchema: z.object(args),
    },
    ({ repo, pr_number }) =>
      say(`Fix what Nectr found in pull request ${pr_number} of ${repo}.

1. Call list_findings with repo "${repo}", pr_number ${pr_number} and state "open"; must-fix come first.
2. For each: call get_finding, open the file at its path and line, and check whether it holds in the code as it is now.
3. If it holds, make the smallest change that mends it, run the tests, and call report_fixed with the commit.
4. If it does not hold, call dismiss_finding with a reason that is true and a note that says why. Never dismiss to be done sooner.
5. At the end say what was fixed, what was dismissed and why, and what is left.`),
  );
  server.registerPrompt(
    'explain-review',
    {
      title: 'Explain a review',
      description: 'What a review says, for somebody who did not read it',
      argsSchema: z.object(args),
    },
    ({ repo, pr_number }) =>
      say(`Explain the last review of pull request ${pr_number} of ${repo}.

Call get_pr_verdict and list_findings for it. Say in a few sentences what the verdict is and why, then each must-fix finding in plain words: what goes wrong, when, and what would mend it. Say what was not read. Add nothing that these tools did not tell.`),
  );
}

function say(text: string) {
  return { messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
}
