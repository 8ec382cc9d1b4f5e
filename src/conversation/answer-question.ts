import { randomBytes } from 'node:crypto';
import { fetchChange } from '../github/read/fetch-change.js';
import { GitHubLimitedError } from '../github/client/github-error.js';
import { readLinkedIssues } from '../github/read/read-linked-issues.js';
import { isFromModel } from '../review/ask/merge-claims.js';
import { createFence } from '../review/ask/prompt/fence.js';
import { createReadTools } from '../review/ask/tools/create-read-tools.js';
import type { Change, LedgerFinding, LinkedIssue } from '../review/types.js';
import { answerPrompt } from './answer-prompt.js';
import { failureText } from './ask-model.js';
import { giveAnswer } from './give-answer.js';
import { type Answer, type ConversationPorts, refuse, say } from './ports.js';
import { renderAnswer } from './render-answer.js';
import { ruleWords } from './rule-words.js';

const NO_CLAUDE = 'Claude is not configured on this server (`ANTHROPIC_API_KEY`), so questions cannot be answered.';

/**
 * Answers a question about a pull request, or about one of its findings, with the lines it rests on: the model reads
 * the head with the review's tools, and code checks what it cites. Without a model the reply says so, below what a rule
 * says of its own finding. Throws what GitHub and the snapshot throw.
 */
export async function answerQuestion(
  ports: ConversationPorts,
  { question, finding }: { question: string; finding: LedgerFinding | null },
): Promise<Answer> {
  const { model, octokit, target, repositoryUrl, clean, signal } = ports;
  if (model === null) {
    if (finding === null || isFromModel(finding)) return refuse(NO_CLAUDE);
    return say(`${ruleWords(finding, clean)}\n\n${NO_CLAUDE}`);
  }
  const startedAt = Date.now();
  const change = await fetchChange(octokit, target);
  const snapshot = await ports.openSnapshot(change.headSha);
  const issues = await linkedIssues(ports, change);
  const fence = createFence(randomBytes(12).toString('hex'), clean);
  let logged = Promise.resolve();
  try {
    const { given, result } = await giveAnswer(answerPrompt({ change, issues, question, finding }, fence), {
      claude: model.claude,
      mayCall: (estimate) => model.budget.mayCall(estimate),
      tools: createReadTools(await ports.lookups(change.headSha), snapshot, { issues }, fence),
      files: {
        readText: async (path) => (await snapshot.readFile(path))?.toString('utf8') ?? null,
        clean,
      },
      called: (call) => {
        logged = logged.then(() => ports.log(`the answer called ${call.tool}`, call));
      },
      signal,
    });
    const cost = { model: model.claude.model, dollars: result?.use.cost ?? null, ms: Date.now() - startedAt };
    return say(renderAnswer(given, { repositoryUrl, clean, sha: change.headSha, cost }));
  } catch (error) {
    signal.throwIfAborted();
    return refuse(failureText(error));
  } finally {
    await logged;
  }
}

/** None where GitHub does not tell them: then the model has no tool for them. */
async function linkedIssues({ octokit, target, log }: ConversationPorts, change: Change): Promise<LinkedIssue[]> {
  try {
    return await readLinkedIssues(octokit, target, change);
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    await log('linked issues could not be read', { error: error instanceof Error ? error.message : String(error) });
    return [];
  }
}
