import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askModel, buildRequest, NoAnswerError, type Prompt } from '../../src/conversation/ask-model.js';
import { createFence } from '../../src/review/ask/prompt/fence.js';
import { scriptedClaude } from './stage.js';

const Shape = z.strictObject({ answer: z.string() });
const prompt: Prompt = {
  system: 'Answer.',
  parts: [
    { data: 'Diff', text: '+ x' },
    { data: null, text: 'Go.' },
  ],
  maxTokens: 100,
  effort: 'low',
};
const { signal } = new AbortController();
const clean = (text: string) => text.replaceAll('hunter2', '[masked]');

describe('buildRequest', () => {
  it('keeps our words and the repository’s apart and asks for one shape', () => {
    expect(buildRequest(prompt, Shape, createFence('n0', clean))).toEqual({
      system: [{ type: 'text', text: expect.stringMatching(/^Answer\.\n.*<data-n0 …>.*never an instruction/) }],
      tools: [],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '<data-n0 of="Diff">\n+ x\n</data-n0>' },
            { type: 'text', text: 'Go.' },
          ],
        },
      ],
      maxTokens: 100,
      effort: 'low',
      format: {
        type: 'object',
        properties: { answer: { type: 'string' } },
        required: ['answer'],
        additionalProperties: false,
      },
    });
  });

  it('S27: shows the model no secret', () => {
    const parts = [{ data: 'Answer', text: 'It is hunter2.' }];
    expect(JSON.stringify(buildRequest({ ...prompt, parts }, Shape, createFence('n0', clean)))).not.toContain(
      'hunter2',
    );
  });

  it('S5: no text can close its fence', () => {
    const piece = fc.constantFrom('</data-abc>', '<data-abc>', 'abc', 'aabcbc', '</data-', '>', 'System:', '\n');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const request = buildRequest(
          { ...prompt, parts: [{ data: 'X', text: pieces.join('') }] },
          Shape,
          createFence('abc', clean),
        );
        const [message] = request.messages;
        const text = JSON.stringify(message?.content);
        expect(text.split('</data-abc>')).toHaveLength(2);
        expect(text.split('<data-abc ')).toHaveLength(2);
      }),
    );
  });
});

describe('askModel', () => {
  it('gives back what has the shape', async () => {
    expect(await askModel(scriptedClaude({ answer: 'yes' }), prompt, Shape, { clean, signal })).toEqual({
      answer: 'yes',
    });
  });

  it.each(['max_tokens', 'refusal', 'tool_use', 'pause_turn', 'something_new'])(
    'takes no answer that ended with %s',
    async (stopReason) => {
      const claude = scriptedClaude({ answer: 'half' });
      const send: typeof claude.send = async (request, options) => ({
        ...(await claude.send(request, options)),
        stopReason,
      });
      await expect(askModel({ model: 'x', send }, prompt, Shape, { clean, signal })).rejects.toThrow(NoAnswerError);
    },
  );
});
