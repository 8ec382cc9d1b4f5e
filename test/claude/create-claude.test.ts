import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClaude, type ClaudeOptions } from '../../src/claude/create-claude.js';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from '../../src/claude/claude-error.js';
import type { Claude, ClaudeAnswer, ClaudeRequest, ClaudeUsage } from '../../src/claude/types.js';
import type { FaultKind, FaultOptions } from './scripted/faults.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from './scripted-anthropic.js';

const KEY = 'sk-ant-canary-0123456789';
const CANARY = 'canary of the prompt';
let server: ScriptedAnthropic;

beforeAll(async () => {
  server = await startScriptedAnthropic({ apiKey: KEY, minCacheTokens: 100 });
});
afterAll(() => server.close());
afterEach(() => {
  server.requests.length = 0;
  server.setScript(() => 'ok');
  for (const fault of faults.splice(0)) fault.remove();
});

const faults: { remove(): void }[] = [];
function fault(kind: FaultKind, options?: FaultOptions) {
  const one = server.fault(kind, options);
  faults.push(one);
  return one;
}

/**
 * Scaled: seconds for what takes minutes; a busy machine is silent for some 100 ms too. A breaker that opens at once
 * would hide what is tested here.
 */
function connect(change: Partial<ClaudeOptions> = {}): Claude {
  return createClaude({
    provider: { kind: 'anthropic', apiKey: KEY, baseUrl: server.url },
    model: 'claude-sonnet-5-5',
    deadlineMs: 3000,
    idleMs: 1000,
    retryDelayMs: 1,
    ...change,
  });
}

function request(change: Partial<ClaudeRequest> = {}): ClaudeRequest {
  return {
    system: [{ type: 'text', text: 'You review.' }],
    tools: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: CANARY }] }],
    maxTokens: 1000,
    effort: 'medium',
    format: null,
    ...change,
  };
}

interface Sent {
  answer: ClaudeAnswer | null;
  error: unknown;
  usages: ClaudeUsage[];
  firstTokens: number;
}

async function send(claude: Claude, change: Partial<ClaudeRequest> = {}, signal?: AbortSignal): Promise<Sent> {
  const sent: Sent = { answer: null, error: null, usages: [], firstTokens: 0 };
  try {
    sent.answer = await claude.send(request(change), {
      signal: signal ?? new AbortController().signal,
      onUsage: (usage) => sent.usages.push(usage),
      onFirstToken: () => (sent.firstTokens += 1),
    });
  } catch (error) {
    sent.error = error;
  }
  return sent;
}

describe('createClaude', () => {
  it('gives back an answer whole, with its usage and what it cost', async () => {
    server.setScript(() => ({
      content: [
        { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' },
        { type: 'text', text: 'Here: ' },
        { type: 'tool_use', name: 'report_finding', input: { line: 3, why: '"quoted" \\ ü' }, id: 'toolu_1' },
      ],
    }));
    const { answer, usages, firstTokens, error } = await send(connect());
    expect(error).toBeNull();
    expect(answer).toMatchObject({ stopReason: 'tool_use', model: 'claude-sonnet-5-5' });
    expect(answer?.content).toEqual([
      { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' },
      { type: 'text', text: 'Here: ', citations: null },
      {
        type: 'tool_use',
        name: 'report_finding',
        input: { line: 3, why: '"quoted" \\ ü' },
        id: 'toolu_1',
        caller: { type: 'direct' },
      },
    ]);
    const told = server.requests[0]?.usage;
    expect(usages).toEqual([answer?.usage]);
    expect(answer?.usage).toEqual({
      inputTokens: told?.input_tokens,
      outputTokens: told?.output_tokens,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      cost: expect.closeTo(((told?.input_tokens ?? 0) * 2 + (told?.output_tokens ?? 0) * 10) / 1e6, 9),
    });
    expect(firstTokens).toBe(1);
  });
});

describe('what is sent', () => {
  it('is taken by the 5.5 models: no sampling, no forced tool, effort and format in output_config', async () => {
    const format = { type: 'object', properties: {}, required: [], additionalProperties: false };
    const tool = { name: 'read_file', description: 'Reads.', input_schema: { type: 'object' as const } };
    const { error } = await send(connect(), { effort: 'low', format, tools: [tool] });
    expect(error).toBeNull();
    expect(server.requests[0]?.body).toEqual({
      model: 'claude-sonnet-5-5',
      max_tokens: 1000,
      system: [{ type: 'text', text: 'You review.' }],
      tools: [tool],
      messages: [{ role: 'user', content: [{ type: 'text', text: CANARY }] }],
      output_config: { effort: 'low', format: { type: 'json_schema', schema: format } },
      stream: true,
    });
  });

  it('brings blocks of thinking, and ones it does not know, back unchanged (F8)', async () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmF0dXJl' },
      { type: 'redacted_thinking', data: 'b3BhcXVl' },
      { type: 'hologram', depth: { x: [1, null] } },
      { type: 'tool_use', name: 'look', input: {}, id: 'toolu_1' },
    ];
    server.setScript((_, n) => (n === 1 ? { content } : 'done'));
    const claude = connect();
    const { answer } = await send(claude);
    const tool = { name: 'look', input_schema: { type: 'object' as const } };
    const { error } = await send(claude, {
      tools: [tool],
      messages: [
        ...request().messages,
        { role: 'assistant', content: answer?.content ?? [] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'nothing' }] },
      ],
    });
    expect(error).toBeNull();
    expect(server.requests[1]?.body.messages[1]?.content).toEqual([
      ...content.slice(0, 3),
      { ...content[3], caller: { type: 'direct' } },
    ]);
  });

  it('reads the prefix of the request before from the cache, once that one has begun', async () => {
    const system = [
      {
        type: 'text' as const,
        text: 'x'.repeat(4000),
        cache_control: { type: 'ephemeral' as const, ttl: '1h' as const },
      },
    ];
    const claude = connect();
    const first = await send(claude, { system });
    const second = await send(claude, { system });
    const written = first.answer?.usage.cacheWriteTokens ?? 0;
    expect(written).toBeGreaterThan(1000);
    expect(second.answer?.usage).toMatchObject({ cacheReadTokens: written, cacheWriteTokens: 0 });
    const { inputTokens, outputTokens } = first.answer?.usage ?? { inputTokens: 0, outputTokens: 0 };
    expect(first.answer?.usage.cost).toBeCloseTo((inputTokens * 2 + outputTokens * 10 + written * 4) / 1e6, 9);
  });
});

type Wanted = 'answered' | 'limited' | 'unavailable' | 'key' | 'permission' | 'billing' | 'spend-limit' | string;

function endOf({ answer, error }: Sent): Wanted {
  if (answer) return 'answered';
  if (error instanceof ClaudeLimitedError) return 'limited';
  if (error instanceof ClaudeUnavailableError) return 'unavailable';
  return error instanceof ClaudeRefusedError ? error.reason : String(error);
}

function expectNoLeak(error: unknown): void {
  const shown = error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error.cause)}` : '';
  expect(shown).not.toContain(KEY);
  expect(shown).not.toContain(CANARY);
}

describe('errors of the API (F1, F2)', () => {
  it.each<[FaultKind, FaultOptions, Wanted, number]>([
    ['overloaded', { times: 1 }, 'answered', 2],
    ['overloaded', { times: 5 }, 'limited', 3],
    ['rate-limit', { retryAfter: 5 }, 'limited', 1],
    ['rate-limit', { retryAfter: 3600 }, 'limited', 1],
    ['rate-limit', {}, 'limited', 1],
    ['status', { status: 429, type: 'rate_limit_error', details: { error_code: 'ramp_limit_exceeded' } }, 'limited', 1],
    ['spend-limit', {}, 'spend-limit', 1],
    ['own-spend-limit', {}, 'spend-limit', 1],
    ['status', { status: 402, details: { error_code: 'linked_organization_spend_limit_reached' } }, 'spend-limit', 1],
    ['no-credit', {}, 'billing', 1],
    ['billing', {}, 'billing', 1],
    ['key', {}, 'key', 1],
    ['permission', {}, 'permission', 1],
    ['model-gone', {}, 'model', 1],
    ['too-large', {}, 'too-large', 1],
    ['status', { status: 400, message: 'prompt is too long: 9 tokens > 8 maximum' }, 'too-large', 1],
    ['status', { status: 400, message: `messages.0: ${CANARY}` }, 'invalid', 1],
    ['server-error', { times: 1 }, 'answered', 2],
    ['server-error', { times: 9 }, 'unavailable', 3],
    ['timeout', { times: 2 }, 'answered', 3],
    ['status', { status: 302, headers: { location: 'https://elsewhere.test/' }, times: 9 }, 'unavailable', 3],
  ])('%s %j ends as %s after %i request(s)', async (kind, options, wanted, requests) => {
    fault(kind, options);
    const sent = await send(connect());
    expect(endOf(sent)).toBe(wanted);
    expect(server.requests).toHaveLength(requests);
    expectNoLeak(sent.error);
  });

  it.each([
    ['seconds', () => '5', 5000],
    ['an hour', () => '3600', 3_600_000],
    ['a date', () => new Date(Date.now() + 120_000).toUTCString(), 120_000],
    ['more than a day', () => '9999999', 24 * 3_600_000],
  ])('waits as long as a retry-after of %s says, and asks nothing before', async (_, retryAfter, ms) => {
    const from = Date.now();
    fault('rate-limit', { retryAfter: retryAfter() });
    const claude = connect();
    const { error } = await send(claude);
    const until = (error as ClaudeLimitedError).until.getTime();
    // A date has no fractions of a second.
    expect(until - ms).toBeGreaterThanOrEqual(from - 1000);
    expect(until - ms).toBeLessThanOrEqual(Date.now());
    const early = await send(claude);
    expect(endOf(early)).toBe('limited');
    expect((early.error as ClaudeLimitedError).until.getTime()).toBe(until);
    expect(server.requests).toHaveLength(1);
  });

  it('names where in the request the fault is, and nothing more of it', async () => {
    fault('status', { status: 400, message: `messages.3.content.1: bad text "${CANARY}"` });
    const { error } = await send(connect());
    expect((error as Error).message).toBe('Claude refused the form of the request at messages.3.content.1');
  });
});

describe('broken connections and answers (F3, F6)', () => {
  const tool = {
    content: [{ type: 'tool_use' as const, name: 'report_finding', input: { why: 'because '.repeat(20) } }],
  };

  it.each<[FaultKind, FaultOptions, number, number]>([
    ['hang', {}, 3, 200],
    ['silent-headers', {}, 3, 200],
    ['silent-stream', {}, 3, 200],
    ['drip', { ms: 20 }, 1, 3000],
    ['ping-only', { ms: 20 }, 1, 3000],
    ['cut', { at: 0.5 }, 3, 0],
    ['reset', {}, 3, 0],
    ['end-early', { at: 0.8 }, 2, 0],
    ['html', {}, 2, 0],
    ['broken-json', {}, 2, 0],
    ['json-body', {}, 2, 0],
    ['no-usage', {}, 2, 0],
    ['absurd-usage', {}, 2, 0],
    ['absurd-usage', { usage: { input_tokens: null } }, 2, 0],
    ['absurd-usage', { usage: { output_tokens: '12' } }, 2, 0],
  ])('%s %j is tried again, then fails: %i request(s), each at least %i ms', async (kind, options, requests, ms) => {
    server.setScript(() => tool);
    fault(kind, { ...options, times: 9 });
    const started = performance.now();
    // A stream that lives ends by the deadline; on a busy machine it must not count as silent before.
    const sent = await send(connect(requests === 1 ? { idleMs: 2500 } : { idleMs: 200 }));
    const took = performance.now() - started;
    expect(endOf(sent)).toBe('unavailable');
    expect(server.requests).toHaveLength(requests);
    expect(took).toBeGreaterThan(ms * requests - 20);
    expect(took).toBeLessThan(6000);
    expect(sent.firstTokens).toBeLessThanOrEqual(1);
    expectNoLeak(sent.error);
  });

  it.each<[FaultKind]>([['cut'], ['reset'], ['html'], ['no-usage'], ['error-event'], ['silent-stream']])(
    '%s once is answered at the second try',
    async (kind) => {
      fault(kind);
      const sent = await send(connect());
      expect(endOf(sent)).toBe('answered');
      expect(server.requests).toHaveLength(2);
      expect(sent.firstTokens).toBe(1);
    },
  );

  it('hears an overload inside a stream that began with 200', async () => {
    fault('error-event', { times: 9 });
    const sent = await send(connect());
    expect(endOf(sent)).toBe('limited');
    expect(server.requests).toHaveLength(3);
  });

  it('counts what a cut answer has cost, the output as far as it came', async () => {
    server.setScript(() => 'word '.repeat(400));
    fault('cut', { at: 0.9 });
    const { usages, answer } = await send(connect());
    expect(usages).toHaveLength(2);
    expect(usages[1]).toEqual(answer?.usage);
    expect(usages[0]).toMatchObject({ inputTokens: answer?.usage.inputTokens, estimated: true });
    expect(usages[0]?.outputTokens).toBeGreaterThan(300);
  });

  it('counts an estimate where the usage is missing', async () => {
    fault('no-usage');
    const { usages } = await send(connect());
    expect(usages).toHaveLength(2);
    expect(usages[0]?.estimated).toBe(true);
    expect(usages[0]?.cost).toBeGreaterThan(0);
    expect(usages[1]?.estimated).toBeUndefined();
  });

  it('ends at once when the caller wants no answer any more', async () => {
    fault('hang', { times: 9 });
    const controller = new AbortController();
    const sending = send(connect(), {}, controller.signal);
    setTimeout(() => controller.abort(new Error('superseded')), 50);
    expect((await sending).error).toEqual(new Error('superseded'));
    expect(server.requests).toHaveLength(1);
  });

  it('leaves nothing on the signal of a run, however many requests it makes', async () => {
    const { signal } = new AbortController();
    const claude = connect();
    server.setScript(() => 'Fine.');
    for (let request = 0; request < 12; request++) expect((await send(claude, {}, signal)).error).toBeNull();
    fault('hang', { times: 1 });
    await send(connect({ deadlineMs: 50 }), {}, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('ends of answers (F4, F5, F8)', () => {
  const call = { type: 'tool_use' as const, name: 'report_finding', input: { path: 'a.ts', why: 'x'.repeat(300) } };

  it.each([
    'end_turn',
    'stop_sequence',
    'pause_turn',
    'refusal',
    'model_context_window_exceeded',
    'something_of_a_later_version',
  ])('%s is handed on', async (stopReason) => {
    fault('stop', { stopReason });
    expect((await send(connect())).answer?.stopReason).toBe(stopReason);
  });

  it('gives half a tool call an input that no tool takes', async () => {
    server.setScript(() => ({ content: [{ type: 'text', text: 'One:' }, call] }));
    fault('max-tokens');
    const { answer } = await send(connect());
    expect(answer?.stopReason).toBe('max_tokens');
    expect(answer?.content[1]).toMatchObject({ type: 'tool_use', input: { unreadable_json: expect.any(String) } });
  });

  it.each([
    ['broken JSON', undefined, { unreadable_json: `${JSON.stringify(call.input).slice(0, -1)},,` }],
    ['a list', '[1]', { unreadable_json: '[1]' }],
    ['NaN', '{"line":NaN}', { unreadable_json: '{"line":NaN}' }],
    ['nothing', '', {}],
    ['other types', '{"line":"3","path":null}', { line: '3', path: null }],
  ])('hands on a tool call with %s without failing', async (_, partialJson, input) => {
    server.setScript(() => ({ content: [call] }));
    fault('malformed-tool', partialJson === undefined ? {} : { mutate: (block) => ({ ...block, partialJson }) });
    expect((await send(connect())).answer?.content).toMatchObject([{ type: 'tool_use', input }]);
  });

  it('passes a block of an unknown kind', async () => {
    fault('unknown-block');
    expect((await send(connect())).answer?.content.map(({ type }) => type)).toEqual(['dream', 'text']);
  });

  it('counts at the highest price what has none, and says that it is an estimate', async () => {
    server.setScript(() => ({ content: [{ type: 'text', text: 'ok' }], model: 'claude-unheard-of' }));
    const { answer } = await send(connect());
    const { inputTokens, outputTokens } = answer?.usage ?? { inputTokens: 0, outputTokens: 0 };
    expect(answer).toMatchObject({ model: 'claude-unheard-of', usage: { estimated: true } });
    expect(answer?.usage.cost).toBeCloseTo((inputTokens * 10 + outputTokens * 50) / 1e6, 9);
  });
});
