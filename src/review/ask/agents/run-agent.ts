import { countOf } from '../../../words/count-of.js';
import { maskSecrets } from '../../analyzers/mask-secrets.js';
import type Anthropic from '@anthropic-ai/sdk';
import { ClaudeRefusedError } from '../../../claude/claude-error.js';
import type { Claude, ClaudeAnswer, Effort } from '../../../claude/types.js';
import { BOUNDS } from '../../bounds.js';
import { estimateTokens } from '../../../claude/estimate-tokens.js';
import { cutText } from '../../../words/cut-text.js';
import type { ReviewTool, ToolAnswer } from '../tools/tool.js';
import { addUsage, noUse, type ModelUse } from './model-use.js';

/** What one agent may do before it is ended; the findings it has reported by then count (fault F7). */
export interface AgentLimits {
  turns: number;
  /** Of tools that read, and of tools that take what was found: who has read enough can still report it. */
  toolCalls: number;
  reports: number;
  /** Characters of all that was read together, and of one result. */
  toolText: number;
  oneResult: number;
  wallClockMs: number;
  maxTokens: number;
}

export const defaultLimits: AgentLimits = {
  turns: 10,
  toolCalls: 40,
  reports: 60,
  toolText: 240_000,
  oneResult: 30_000,
  wallClockMs: 300_000,
  maxTokens: 12_000,
};

export interface AgentRequest {
  system: Anthropic.TextBlockParam[];
  /** In the order in which they stand in the prefix. */
  tools: readonly ReviewTool[];
  /** Names of the tools this agent may really call. */
  allowed: ReadonlySet<string>;
  /** The shared context, then this agent's task. */
  content: Anthropic.TextBlockParam[];
  format: Record<string, unknown>;
  effort: Effort;
  /**
   * Looks at the text with which the model ends; what it answers goes back to the model, which may then mend its text.
   */
  objectTo?(text: string): Promise<string | null>;
}

interface Turn {
  role: 'user' | 'assistant';
  content: Anthropic.ContentBlockParam[];
}

export interface AgentPorts {
  claude: Claude;
  signal: AbortSignal;
  limits: AgentLimits;
  /** Absent: this agent reads alone. */
  spent?: SpentReading;
  /** Asked before each call with a careful estimate; a text says why it may not be made. */
  mayCall(estimate: { tokensIn: number; maxTokensOut: number }): string | null;
  onFirstToken?: () => void;
  /** Every call of a tool, for the log of the run. */
  called(call: { tool: string; input: string; isError: boolean; characters: number }): void;
}

/** What all agents of one review have read together; each adds to it. */
export interface SpentReading {
  calls: number;
  characters: number;
  /** Names that were looked up to prove reports. */
  searches: number;
}

/** `done`: it said so itself. Everything else names what cut it short; what it reported before stands. */
export type AgentEnding = 'done' | 'truncated' | 'refused' | 'limits' | 'budget';

export interface AgentResult {
  ending: AgentEnding;
  /** Why it was cut short, fit for the reader of the review; null when done. */
  reason: string | null;
  /** Text of the last answer. */
  text: string;
  use: ModelUse;
  toolCalls: number;
}

/**
 * Lets the model work with its tools until it ends, or until a limit does. Throws what `claude.send` throws. Each
 * request repeats the one before and adds to its end, so that its beginning is read from the cache.
 */
export async function runAgent(request: AgentRequest, ports: AgentPorts): Promise<AgentResult> {
  const { limits, claude } = ports;
  const session = { reads: 0, reports: 0, text: 0, seen: new Set<string>() };
  const messages: Turn[] = [{ role: 'user', content: request.content }];
  const until = Date.now() + limits.wallClockMs;
  let use = noUse;
  const end = (ending: AgentEnding, reason: string | null, text: string): AgentResult => ({
    ending,
    reason,
    text,
    use,
    toolCalls: session.reads + session.reports,
  });
  for (let turn = 1; ; turn++) {
    const refused = ports.mayCall({ tokensIn: sizeOf(request, messages), maxTokensOut: limits.maxTokens });
    if (refused !== null) return end('budget', refused, '');
    const { onFirstToken } = ports;
    const sent = claude.send(
      {
        system: request.system,
        tools: request.tools.map(({ definition }) => definition),
        messages: withBreakpoint(messages),
        maxTokens: limits.maxTokens,
        effort: request.effort,
        format: request.format,
      },
      {
        signal: ports.signal,
        ...(turn === 1 && onFirstToken ? { onFirstToken } : {}),
        onUsage: (usage) => {
          use = addUsage(use, usage);
        },
      },
    );
    const reply = await sent.catch(outOfBudget);
    if (typeof reply === 'string') return end('budget', reply, '');
    const text = textOf(reply);
    if (reply.stopReason === 'refusal') return end('refused', 'Claude declined to read it', text);
    if (reply.stopReason === 'max_tokens' || reply.stopReason === 'model_context_window_exceeded') {
      await runTools(request, wholeCalls(reply), ports, session);
      return end('truncated', "Claude's answer was cut", text);
    }
    const calls = reply.content.filter((block) => block.type === 'tool_use');
    const ended = calls.length === 0 && reply.stopReason !== 'pause_turn';
    const objection = ended ? ((await request.objectTo?.(text)) ?? null) : null;
    if (ended && objection === null) return end('done', null, text);
    const results = await runTools(request, calls, ports, session);
    messages.push({ role: 'assistant', content: reply.content });
    if (turn >= limits.turns) return end('limits', `Claude was stopped after ${countOf(limits.turns, 'turn')}`, text);
    if (Date.now() > until)
      return end('limits', `Claude was stopped after ${Math.round(limits.wallClockMs / 1000)} s`, text);
    if (results.length > 0) messages.push({ role: 'user', content: [...results, ...hint(turn, limits)] });
    else messages.push({ role: 'user', content: [{ type: 'text', text: objection ?? 'Go on.' }] });
  }
}

/** A budget that others spend too may have no room left since it was asked: what was reported by then counts. */
function outOfBudget(error: unknown): string {
  if (error instanceof ClaudeRefusedError && error.reason === 'budget') return error.message;
  throw error;
}

/** With each result, so that the model can plan; near the end what is proven must be reported. */
function hint(turn: number, { turns }: AgentLimits): Anthropic.TextBlockParam[] {
  const left = turns - turn;
  if (left <= 0) return [];
  const text =
    left === 2
      ? 'You have two turns left: report what is proven now, then end with the closing text.'
      : `${countOf(left, 'turn')} left.`;
  return [{ type: 'text', text }];
}

interface Session {
  reads: number;
  reports: number;
  text: number;
  seen: Set<string>;
}

async function runTools(
  request: AgentRequest,
  calls: readonly Anthropic.ToolUseBlock[],
  ports: AgentPorts,
  session: Session,
): Promise<Anthropic.ToolResultBlockParam[]> {
  const results: Anthropic.ToolResultBlockParam[] = [];
  for (const call of calls) {
    const { text, isError } = await runTool(request, call, ports, session);
    results.push({ type: 'tool_result', tool_use_id: call.id, content: text, is_error: isError });
  }
  return results;
}

async function runTool(
  { tools, allowed }: AgentRequest,
  call: Anthropic.ToolUseBlock,
  { limits, spent = { calls: 0, characters: 0, searches: 0 }, signal, called }: AgentPorts,
  session: Session,
): Promise<ToolAnswer> {
  const input = JSON.stringify(call.input) ?? '';
  const key = `${call.name} ${input}`;
  const tool = tools.find(({ definition }) => definition.name === call.name);
  session[tool?.takes === true ? 'reports' : 'reads'] += 1;
  if (tool?.takes !== true) spent.calls += 1;
  let result: ToolAnswer;
  if (!tool || !allowed.has(call.name)) result = refused(`There is no tool ${cutText(call.name, 100)} for this task.`);
  else
    result =
      overLimit(tool, session, limits) ??
      overAll(tool, spent) ??
      repeated(session, key) ??
      (await answerOf(tool, call.input, signal));
  session.seen.add(key);
  const text = result.text.length > limits.oneResult ? `${result.text.slice(0, limits.oneResult)}\n[cut]` : result.text;
  if (tool?.takes !== true) {
    session.text += text.length;
    spent.characters += text.length;
  }
  called({
    tool: cutText(call.name, 100),
    input: cutText(maskSecrets(input), 500),
    isError: result.isError,
    characters: text.length,
  });
  return { text, isError: result.isError };
}

function overLimit(tool: ReviewTool, session: Session, limits: AgentLimits): ToolAnswer | null {
  if (tool.takes)
    return session.reports > limits.reports ? refused('No more reports: end with the closing text.') : null;
  if (session.reads > limits.toolCalls)
    return refused(`No more calls: ${limits.toolCalls} were made. Report what is proven and end.`);
  if (session.text >= limits.toolText)
    return refused('No more reading: enough text was read. Report what is proven and end.');
  return null;
}

/** The agents of a large change could each stay within their limits and together read without end. */
function overAll(tool: ReviewTool, { calls, characters }: SpentReading): ToolAnswer | null {
  if (tool.takes || (calls <= BOUNDS.toolCalls && characters < BOUNDS.toolCharacters)) return null;
  return refused('No more reading: this review has read enough. Report what is proven and end.');
}

function repeated({ seen }: Session, key: string): ToolAnswer | null {
  return seen.has(key) ? refused('You have made this very call before; its answer stands above.') : null;
}

/** A source that fails is told to the model; the review goes on without it. An abort is no answer. */
async function answerOf(tool: ReviewTool, input: unknown, signal: AbortSignal): Promise<ToolAnswer> {
  try {
    return await tool.run(input, signal);
  } catch {
    signal.throwIfAborted();
    return refused('This could not be read just now; go on without it.');
  }
}

function refused(text: string): ToolAnswer {
  return { text, isError: true };
}

/** Of a cut answer only calls whose input arrived whole: the last block may be half. */
function wholeCalls({ content }: ClaudeAnswer): Anthropic.ToolUseBlock[] {
  return content.slice(0, -1).filter((block) => block.type === 'tool_use');
}

/** The end of what is sent is where the next request of this agent begins to read from the cache. */
function withBreakpoint(messages: readonly Turn[]): Turn[] {
  const last = messages.at(-1);
  if (messages.length < 2 || !last) return [...messages];
  const content = last.content.map((block, index) =>
    index === last.content.length - 1 && (block.type === 'tool_result' || block.type === 'text')
      ? { ...block, cache_control: { type: 'ephemeral' as const } }
      : block,
  );
  return [...messages.slice(0, -1), { ...last, content }];
}

function textOf({ content }: ClaudeAnswer): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

function sizeOf({ system, tools }: AgentRequest, messages: readonly Turn[]): number {
  return estimateTokens(JSON.stringify([system, tools.map(({ definition }) => definition), messages]));
}
