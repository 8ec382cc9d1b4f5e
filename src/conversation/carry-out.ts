import { readPull } from '../github/read/read-pull.js';
import { readRepositorySettings } from '../github/settings/read-repository-settings.js';
import { pausePull } from '../ledger/pause-pull.js';
import { readDismissalTexts } from '../ledger/read-dismissal-texts.js';
import { readSettingsLayers } from '../ledger/read-settings-layers.js';
import { isFromModel } from '../review/ask/merge-claims.js';
import { answerQuestion } from './answer-question.js';
import { answerReply } from './answer-reply.js';
import { commentKey, type CommentRequest } from './comment-request.js';
import { dismiss } from './dismiss.js';
import { findFinding } from './find-finding.js';
import { forget } from './forget.js';
import { PAUSED_TEXT, resumedText } from './pause-texts.js';
import { type Answer, type ConversationPorts, refuse, say, shown } from './ports.js';
import { renderHelp } from './render-help.js';
import { renderSettings } from './render-settings.js';
import { remember } from './remember.js';
import { ruleWords } from './rule-words.js';
import { showMemories } from './show-memories.js';
import { undoDismissal } from './undo-dismissal.js';

/**
 * Does what a comment asks for (whoever calls this has checked that its author may) and says what has to be said.
 * Everything it changes is in our database and safe to do again; showing it on the pull request is the caller's.
 * `review` is carried out by its own workflow, which an edited comment does not start. Throws what GitHub and the database throw.
 */
export async function carryOut(ports: ConversationPorts, request: CommentRequest): Promise<Answer> {
  const { command } = request;
  if (command === null) return reply(ports, request);
  switch (command.verb) {
    case 'help':
      return help(command.problem);
    case 'review':
      return refuse('This comment was edited and asks for a review now: ask for it in a new comment.');
    case 'config':
      return config(ports);
    case 'pause':
      await pausePull(ports.source, ports.pullRequestId, request.commenter.login);
      return say(PAUSED_TEXT);
    case 'resume':
      return say(resumedText(await ports.resume()));
    case 'remember':
      return remember(ports, request, command.memory);
    case 'forget':
      return forget(ports, request, command.memory);
    case 'memories':
      return showMemories(ports);
    case 'ask':
      return ask(ports, request, command.question);
    case 'explain':
      return explain(ports, request, command.finding);
    case 'dismiss': {
      const finding = await findFinding(ports, request, command.finding);
      return typeof finding === 'string' ? refuse(finding) : dismiss(ports, request, finding, command.dismissal);
    }
    case 'reopen':
      return reopen(ports, request, command.finding);
  }
}

function help(problem: string | null): Answer {
  return problem === null ? say(renderHelp()) : refuse(`${problem} \`/nectr help\` lists the commands.`);
}

async function config({ source, repositoryId, octokit, target, clean }: ConversationPorts): Promise<Answer> {
  const { baseRef, baseSha } = await readPull(octokit, target);
  const dashboard = await readSettingsLayers(source, repositoryId);
  const read = await readRepositorySettings(octokit, target, baseSha, dashboard.layers);
  return say(renderSettings(read, dashboard, { ref: baseRef, sha: baseSha }, clean));
}

/** In the thread of a finding the question is about that finding. */
async function ask(ports: ConversationPorts, request: CommentRequest, question: string): Promise<Answer> {
  const finding = await findFinding(ports, request, null);
  return answerQuestion(ports, { question, finding: typeof finding === 'string' ? null : finding });
}

async function explain(ports: ConversationPorts, request: CommentRequest, handle: number | null): Promise<Answer> {
  const finding = await findFinding(ports, request, handle);
  if (typeof finding === 'string') return refuse(finding);
  if (ports.model === null && !isFromModel(finding)) return say(ruleWords(finding, ports.clean));
  const question = `Why does finding F${finding.handle} matter here, when does it show, and what is the smallest change that mends it?`;
  return answerQuestion(ports, { question, finding });
}

async function reopen(ports: ConversationPorts, request: CommentRequest, handle: number | null): Promise<Answer> {
  const finding = await findFinding(ports, request, handle);
  if (typeof finding === 'string') return refuse(finding);
  const undone = await undoDismissal(ports.source, finding, {
    pullRequestId: ports.pullRequestId,
    by: request.commenter,
    key: commentKey(request.comment),
  });
  if (undone.kind === 'refused') return refuse(undone.reason);
  const [still] = await readDismissalTexts(ports.source, ports.pullRequestId, [finding.handle]);
  if (still === undefined) return shown(undone.handles);
  const text = `F${finding.handle} is still dismissed: M${still.number} covers it, too. \`/nectr forget M${still.number}\` takes that back.`;
  return { ...shown(undone.handles), text };
}

async function reply(ports: ConversationPorts, request: CommentRequest): Promise<Answer> {
  const finding = await findFinding(ports, request, null);
  return typeof finding === 'string' ? say(null) : answerReply(ports, request, finding);
}
