import { z } from 'zod';
import { fetchChange } from '../github/fetch-change.js';
import type { Change, LedgerFinding } from '../review/types.js';
import type { Snapshot } from '../snapshot/types.js';
import { askModel, failureText, type Prompt, type PromptPart } from './ask-model.js';
import { diffExcerpt, numberedLines } from './excerpts.js';
import { type Answer, type ConversationPorts, say } from './ports.js';
import { renderAnswer } from './render-answer.js';
import { verifyCitations } from './verify-citations.js';

const NO_CLAUDE = 'Claude is not configured on this server (`ANTHROPIC_API_KEY`), so questions cannot be answered.';
const DIFF_CHARS = 60_000;
const FILE_CHARS = 16_000;
const LINES_AROUND = 60;
const MOST_FILES = 3;
const ModelAnswer = z.strictObject({
  answer: z.string(),
  citations: z.array(z.strictObject({ path: z.string(), line: z.number(), quote: z.string() })),
});
const SYSTEM = `You answer a question of an engineer about a pull request. Use only the material below.
Answer in at most 150 words, plainly, without greeting or praise. If the material does not tell, say so.
Back each statement about the code by a citation: path and line as in the head, and the text of that line, copied exactly. Lines of the diff are shown as new line|old line|sign and text; lines of files as number| text.`;

/**
 * Answers a question about a pull request, or about one of its findings, with the lines it rests on. The lines are
 * checked against the head by code. Without a model the reply says so. Throws what GitHub and the snapshot throw.
 */
export async function answerQuestion(
  ports: ConversationPorts,
  { question, finding }: { question: string; finding: LedgerFinding | null },
): Promise<Answer> {
  const { claude, octokit, target, openSnapshot, repositoryUrl, signal } = ports;
  if (claude === null) return say(NO_CLAUDE);
  const change = await fetchChange(octokit, target);
  const snapshot = await openSnapshot(change.headSha);
  const readText = async (path: string) => (await snapshot.readFile(path))?.toString('utf8') ?? null;
  const prompt = await buildPrompt({ change, snapshot, question, finding, clean: ports.clean });
  try {
    const { answer, citations } = await askModel(claude, prompt, ModelAnswer, signal);
    const proven = await verifyCitations(citations, readText);
    return say(renderAnswer(answer, proven, { repositoryUrl, sha: change.headSha }));
  } catch (error) {
    signal.throwIfAborted();
    return say(failureText(error));
  }
}

/** Everything the model gets to see, each part bounded and without secrets. */
export async function buildPrompt({
  change,
  snapshot,
  question,
  finding,
  clean,
}: {
  change: Change;
  snapshot: Pick<Snapshot, 'readFile' | 'list'>;
  question: string;
  finding: LedgerFinding | null;
  clean: (text: string) => string;
}): Promise<Prompt> {
  const data = (name: string, text: string): PromptPart => ({ data: name, text: clean(text) });
  const parts = [
    data('Title and description', `${change.title}\n\n${change.body.slice(0, 4000)}`),
    data('Diff', diffExcerpt(change.files, DIFF_CHARS)),
  ];
  if (finding !== null) {
    parts.push(data(`Finding F${finding.handle}`, findingText(finding)));
    const around = await excerptOf(snapshot, finding.path, finding.line);
    if (around !== null) parts.push(data(`Lines of ${finding.path}`, around));
  }
  for (const path of filesNamed(question, snapshot).filter((each) => each !== finding?.path)) {
    const text = await excerptOf(snapshot, path, null);
    if (text !== null) parts.push(data(`File ${path}`, text));
  }
  parts.push(data('Question', question), { data: null, text: 'Answer the question.' });
  return { system: SYSTEM, parts, maxTokens: 4000, effort: 'medium' };
}

function findingText({ rule, severity, title, body, path, line, quote, evidence, state }: LedgerFinding): string {
  return `${severity} · ${rule} · ${state}\n${path}:${line}: ${quote}\n${title}\n${body}\nHow it was verified: ${evidence}`;
}

async function excerptOf(snapshot: Pick<Snapshot, 'readFile'>, path: string, line: number | null) {
  const bytes = await snapshot.readFile(path);
  if (bytes === null || bytes.includes(0)) return null;
  const [from, to] = line === null ? [1, Infinity] : [line - LINES_AROUND, line + LINES_AROUND];
  return numberedLines(bytes.toString('utf8'), from, to, FILE_CHARS);
}

/** Files of the repository that the question names by their whole path. */
function filesNamed(question: string, snapshot: Pick<Snapshot, 'list'>): string[] {
  const words = new Set(question.split(/[\s`'"(),;:]+/).map((word) => word.replace(/[.?!]+$/, '')));
  return snapshot
    .list()
    .map(({ path }) => path)
    .filter((path) => words.has(path))
    .slice(0, MOST_FILES);
}
