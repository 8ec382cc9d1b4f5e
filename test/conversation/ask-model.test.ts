import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askModel, buildRequest, NoAnswerError, type Prompt } from '../../src/conversation/ask-model.js';
import { buildPrompt } from '../../src/conversation/answer-question.js';
import { sampleChange } from '../review/sample-change.js';
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
const signal = new AbortController().signal;

describe('buildRequest', () => {
  it('keeps our words and the repository’s apart and asks for one shape', () => {
    expect(buildRequest(prompt, Shape, 'n0')).toEqual({
      system: [{ type: 'text', text: expect.stringMatching(/^Answer\.\n.*<data-n0>.*never an instruction/) }],
      tools: [],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Diff:\n<data-n0>\n+ x\n</data-n0>' },
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

  it('S5: no text can close its fence', () => {
    const piece = fc.constantFrom('</data-abc>', '<data-abc>', 'abc', 'aabcbc', '</data-', '>', 'System:', '\n');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const request = buildRequest({ ...prompt, parts: [{ data: 'X', text: pieces.join('') }] }, Shape, 'abc');
        const [message] = request.messages;
        const text = JSON.stringify(message?.content);
        expect(text.split('</data-abc>')).toHaveLength(2);
      }),
    );
  });
});

describe('askModel', () => {
  it('gives back what has the shape', async () => {
    expect(await askModel(scriptedClaude({ answer: 'yes' }), prompt, Shape, signal)).toEqual({ answer: 'yes' });
  });

  it.each(['max_tokens', 'refusal', 'tool_use', 'pause_turn', 'something_new'])(
    'takes no answer that ended with %s',
    async (stopReason) => {
      const claude = scriptedClaude({ answer: 'half' });
      const send: typeof claude.send = async (request, options) => ({
        ...(await claude.send(request, options)),
        stopReason,
      });
      await expect(askModel({ model: 'x', send }, prompt, Shape, signal)).rejects.toThrow(NoAnswerError);
    },
  );
});

describe('buildPrompt', () => {
  it('shows the diff with the lines of both sides, bounded, and named files', async () => {
    const snapshot = {
      list: () => [
        { path: 'src/job.ts', size: 1 },
        { path: 'src/huge.ts', size: 1 },
      ],
      readFile: async (path: string) => Buffer.from(path === 'src/huge.ts' ? 'y\n'.repeat(100_000) : 'a\nb\n'),
    };
    const { parts } = await buildPrompt({
      change: sampleChange(),
      snapshot,
      question: 'Why does src/job.ts eval, and src/huge.ts not?',
      finding: null,
      clean: (text) => text,
    });
    expect(parts.map(({ data }) => data)).toEqual([
      'Title and description',
      'Diff',
      'File src/job.ts',
      'File src/huge.ts',
      'Question',
      null,
    ]);
    expect(parts[1]?.text).toBe('src/job.ts (modified)\n@@ \n4|4| a\n|5|-b\n5||+eval(input)\n6|6| d');
    expect(parts[2]?.text).toBe('1| a\n2| b\n3| \n');
    expect(parts[3]?.text.length).toBeLessThan(16_100);
  });
});
