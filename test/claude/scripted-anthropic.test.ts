import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startScriptedAnthropic, type ScriptedAnthropic } from './scripted-anthropic.js';

let server: ScriptedAnthropic;
beforeEach(async () => {
  server = await startScriptedAnthropic({ minCacheTokens: 50 });
});
afterEach(() => server.close());

const long = 'lorem ipsum '.repeat(100);
const cached = { cache_control: { type: 'ephemeral' } };

async function post(change: Record<string, unknown>, path = '/v1/messages') {
  const body = {
    model: 'claude-sonnet-5-5',
    max_tokens: 100,
    system: [{ type: 'text', text: long, ...cached }],
    messages: [{ role: 'user', content: 'hi' }],
    ...change,
  };
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const use = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' };
const tool = { name: 'look', input_schema: { type: 'object', additionalProperties: false } };

describe('its rules', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a temperature', { temperature: 0 }],
    ['top_p', { top_p: 0.5 }],
    ['a forced tool', { tools: [tool], tool_choice: { type: 'tool', name: 'look' } }],
    ['any tool', { tools: [tool], tool_choice: { type: 'any' } }],
    ['disabled thinking', { thinking: { type: 'disabled' } }],
    [
      'prefill',
      {
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: '{' },
        ],
      },
    ],
    ['no messages', { messages: [] }],
    ['an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }],
    ['two tools of one name', { tools: [tool, tool] }],
    ['a result without its call', { messages: [{ role: 'user', content: [result] }] }],
    [
      'a call without its result',
      {
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: [use] },
          { role: 'user', content: 'well' },
        ],
      },
    ],
    ['five breakpoints', { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'a', ...cached })) }],
    ['an open strict schema', { tools: [{ name: 'look', strict: true, input_schema: { type: 'object' } }] }],
    [
      'a schema with lengths',
      { output_config: { format: { type: 'json_schema', schema: { type: 'string', maxLength: 3 } } } },
    ],
    ['an effort that is none', { output_config: { effort: 'utmost' } }],
  ])('refuse %s', async (_, change) => {
    const { status, body } = await post(change);
    expect([status, body.error?.type]).toEqual([400, 'invalid_request_error']);
    expect(server.requests).toHaveLength(0);
  });

  it('know no other model, and count tokens', async () => {
    expect((await post({ model: 'claude-2' })).status).toBe(404);
    const { body } = await post({}, '/v1/messages/count_tokens');
    expect(body.input_tokens).toBeGreaterThan(300);
  });
});

describe('its prefix cache', () => {
  const usage = async (change: Record<string, unknown> = {}) => {
    const { body } = await post(change);
    return { read: body.usage.cache_read_input_tokens, written: body.usage.cache_creation_input_tokens };
  };

  it('reads what was written, for five minutes from the last use', async () => {
    const { written } = await usage();
    expect(written).toBeGreaterThan(300);
    server.advance(290_000);
    expect(await usage()).toEqual({ read: written, written: 0 });
    server.advance(290_000);
    expect(await usage()).toEqual({ read: written, written: 0 });
    server.advance(301_000);
    expect(await usage()).toEqual({ read: 0, written });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another model', { model: 'claude-opus-5-5' }],
    ['another tool', { tools: [tool] }],
    ['another first letter', { system: [{ type: 'text', text: `L${long.slice(1)}`, ...cached }] }],
  ])('misses with %s', async (_, change) => {
    await usage();
    expect((await usage(change)).read).toBe(0);
  });

  it('finds an entry up to 20 blocks before a breakpoint', async () => {
    const turn = (blocks: number) => ({
      messages: [
        { role: 'user', content: Array.from({ length: blocks }, (_, n) => ({ type: 'text', text: `${n} ${long}` })) },
      ],
    });
    const marked = (blocks: number) => {
      const { messages } = turn(blocks);
      Object.assign(messages[0]?.content.at(-1) ?? {}, cached);
      return { system: 'short', messages };
    };
    const { written } = await usage(marked(5));
    expect((await usage(marked(25))).read).toBe(written);
    await usage({ ...marked(1), model: 'claude-opus-5-5' });
    expect((await usage({ ...marked(22), model: 'claude-opus-5-5' })).read).toBe(0);
  });

  it('lets nobody read an entry whose answer has not begun', async () => {
    server.fault('delay', { ms: 150 });
    const first = usage();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await usage()).read).toBe(0);
    await first;
    expect((await usage()).read).toBeGreaterThan(0);
  });

  it('caches nothing that is too short', async () => {
    expect(await usage({ system: [{ type: 'text', text: 'short', ...cached }] })).toEqual({ read: 0, written: 0 });
  });
});
