import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defaultLimits,
  runAgent,
  type AgentLimits,
  type AgentPorts,
  type AgentRequest,
} from '../../../../src/review/ask/agents/run-agent.js';
import { answer, defineTool } from '../../../../src/review/ask/tools/tool.js';
import { call, resultsIn, say, scriptedClaude, type Reply } from './scripted-claude.js';
import type { ClaudeRequest } from '../../../../src/claude/types.js';

const echo = defineTool({
  name: 'echo',
  description: 'Says it again.',
  input: z.strictObject({ text: z.string() }),
  run: async ({ text }) => answer(`echo ${text}`),
});
const broken = defineTool({
  name: 'broken',
  description: 'Fails.',
  input: z.strictObject({}),
  run: () => Promise.reject(new Error('host.internal is away')),
});

const take = defineTool({
  name: 'take',
  description: 'Takes a finding.',
  takes: true,
  input: z.strictObject({ text: z.string() }),
  run: async ({ text }) => answer(`taken ${text}`),
});

function play(
  script: (request: ClaudeRequest, n: number) => Reply,
  limits: Partial<AgentLimits> = {},
  over: Partial<AgentPorts & Pick<AgentRequest, 'objectTo'>> = {},
) {
  const { objectTo, ...ports } = over;
  const claude = scriptedClaude(script);
  const calls: { tool: string; isError: boolean }[] = [];
  const result = runAgent(
    {
      system: [{ type: 'text', text: 'system' }],
      tools: [echo, broken, take],
      allowed: new Set(['echo', 'broken', 'take']),
      content: [{ type: 'text', text: 'context' }],
      format: { type: 'object' },
      effort: 'medium',
      ...(objectTo ? { objectTo } : {}),
    },
    {
      claude,
      signal: new AbortController().signal,
      limits: { ...defaultLimits, ...limits },
      mayCall: () => null,
      called: ({ tool, isError }) => calls.push({ tool, isError }),
      ...ports,
    },
  );
  return { claude, calls, result };
}

describe('runAgent', () => {
  it('runs tools until the model ends, and repeats each request as the beginning of the next', async () => {
    const { claude, result } = play((_, n) =>
      n < 3 ? { content: [call('echo', { text: `${n}` })] } : { content: [say('end')] },
    );
    expect(await result).toMatchObject({ ending: 'done', reason: null, text: 'end', toolCalls: 2 });
    expect((await result).use).toEqual({ requests: 3, tokensIn: 465, tokensOut: 30, tokensCached: 150, cost: 0.03 });
    const [, second, third] = claude.requests;
    const bare = (messages: unknown) => JSON.stringify(messages).replaceAll(/,"cache_control":\{[^}]*\}/g, '');
    expect(bare(third?.messages).startsWith(bare(second?.messages).slice(0, -1))).toBe(true);
    expect(resultsIn(third as ClaudeRequest)).toEqual([{ text: 'echo 2', isError: false }]);
  });

  it.each([
    ['a tool that does not exist', call('shell', { command: 'env' }), 'There is no tool shell'],
    ['input of another form', call('echo', { text: 5 }), 'The input does not fit'],
    ['extra input', call('echo', { text: 'a', path: '/proc/self/environ' }), 'The input does not fit'],
    ['a source that fails', call('broken', {}), 'could not be read just now'],
  ])('F5, F7: answers %s and goes on', async (_, made, text) => {
    const { claude, calls, result } = play((_request, n) =>
      n === 1 ? { content: [made] } : { content: [say('end')] },
    );
    expect(await result).toMatchObject({ ending: 'done' });
    const [told] = resultsIn(claude.requests[1] as ClaudeRequest);
    expect(told?.isError).toBe(true);
    expect(told?.text).toContain(text);
    expect(told?.text).not.toContain('host.internal');
    expect(calls).toMatchObject([{ isError: true }]);
  });

  it('F7: the same call a thousand times costs one reading and ends with the turns', async () => {
    const { claude, calls, result } = play(
      () => ({ content: [call('echo', { text: 'a' }), call('echo', { text: 'a' })] }),
      { turns: 5 },
    );
    expect(await result).toMatchObject({ ending: 'limits', reason: 'Claude was stopped after 5 turns' });
    expect(claude.requests).toHaveLength(5);
    expect(calls.filter(({ isError }) => !isError)).toHaveLength(1);
    const said = claude.requests.slice(1).map(({ messages }) => {
      const block = messages.at(-1)?.content.at(-1);
      return typeof block === 'object' && block.type === 'text' ? block.text : null;
    });
    expect(said).toEqual(['4 turns left.', '3 turns left.', expect.stringContaining('two turns left'), '1 turn left.']);
  });

  it('F7: no more than the allowed calls and text', async () => {
    const many = Array.from({ length: 8 }, (_, n) => call('echo', { text: `${n}` }));
    const { claude, calls, result } = play((_, n) => (n === 1 ? { content: many } : { content: [say('end')] }), {
      toolCalls: 3,
    });
    await result;
    expect(calls.filter(({ isError }) => !isError)).toHaveLength(3);
    expect(resultsIn(claude.requests[1] as ClaudeRequest)).toHaveLength(8);
    const long = play((_, n) => (n === 1 ? { content: many } : { content: [say('end')] }), {
      toolText: 6,
      oneResult: 6,
    });
    await long.result;
    expect(long.calls.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(resultsIn(long.claude.requests[1] as ClaudeRequest)[0]?.text).toBe('echo 0');
  });

  it('F5: what was found can be reported when nothing more may be read, up to a limit of its own', async () => {
    const reads = Array.from({ length: 3 }, (_, n) => call('echo', { text: `${n}` }));
    const reports = Array.from({ length: 4 }, (_, n) => call('take', { text: `${n}` }));
    const { claude, result } = play(
      (_, n) => (n === 1 ? { content: [...reads, ...reports] } : { content: [say('end')] }),
      { toolCalls: 1, toolText: 3, reports: 3 },
    );
    expect(await result).toMatchObject({ ending: 'done', toolCalls: 7 });
    const told = resultsIn(claude.requests[1] as ClaudeRequest);
    expect(told.map(({ isError }) => isError)).toEqual([false, true, true, false, false, false, true]);
    expect(told.at(-1)?.text).toContain('No more reports');
  });

  it.each([
    ['refusal', 'refused'],
    ['max_tokens', 'truncated'],
    ['model_context_window_exceeded', 'truncated'],
  ])('F4: stop reason %s ends as %s, with what was reported before', async (stopReason, ending) => {
    const { calls, result } = play(() => ({
      content: [call('echo', { text: 'whole' }), call('echo', { text: 'half' })],
      stopReason,
    }));
    expect(await result).toMatchObject({ ending });
    expect(calls).toHaveLength(ending === 'truncated' ? 1 : 0);
  });

  it('F4: pause_turn for ever ends with the turns; an unknown stop reason ends', async () => {
    expect(await play(() => ({ content: [say('…')], stopReason: 'pause_turn' }), { turns: 4 }).result).toMatchObject({
      ending: 'limits',
    });
    expect(await play(() => ({ content: [say('x')], stopReason: 'something_new' })).result).toMatchObject({
      ending: 'done',
    });
  });

  it('asks the budget before each call and stops without one', async () => {
    let left = 2;
    const { claude, result } = play(
      () => ({ content: [call('echo', { text: `${left}` })] }),
      {},
      {
        mayCall: () => (left-- > 0 ? null : 'over the budget of this review'),
      },
    );
    expect(await result).toMatchObject({ ending: 'budget', reason: 'over the budget of this review' });
    expect(claude.requests).toHaveLength(2);
  });

  it('sends an objection to its end back to the model, as long as turns are left', async () => {
    const objectTo = async (text: string) => (text === 'right' ? null : `not ${text}`);
    const mended = play((_, n) => ({ content: [say(n === 1 ? 'wrong' : 'right')] }), {}, { objectTo });
    expect(await mended.result).toMatchObject({ ending: 'done', text: 'right', use: { requests: 2 } });
    const [, second] = mended.claude.requests;
    expect(second?.messages.slice(1)).toMatchObject([
      { role: 'assistant', content: [{ text: 'wrong' }] },
      { role: 'user', content: [{ text: 'not wrong' }] },
    ]);
    const stubborn = play(() => ({ content: [say('wrong')] }), { turns: 3 }, { objectTo });
    expect(await stubborn.result).toMatchObject({ ending: 'limits', text: 'wrong', use: { requests: 3 } });
  });

  it('ends by the clock', async () => {
    expect(
      await play((_, n) => ({ content: [call('echo', { text: `${n}` })] }), { wallClockMs: -1 }).result,
    ).toMatchObject({ ending: 'limits' });
  });
});
