import { expect, it } from 'vitest';
import { ClaudeRefusedError, ClaudeUnavailableError } from '../../src/claude/claude-error.js';
import { modelTrouble } from '../../src/claude/model-trouble.js';
import type { Claude } from '../../src/claude/types.js';
import { watchModel } from '../../src/claude/watch-model.js';

const key = new ClaudeRefusedError('key', 'ANTHROPIC_API_KEY is not valid: set a key of the console');
const answer = {} as Awaited<ReturnType<Claude['send']>>;

/** What was told of a row of answers and errors. */
async function told(...outcomes: (Error | 'answer')[]): Promise<string[]> {
  const heard: string[] = [];
  const send = async () => {
    const next = outcomes.shift();
    if (next instanceof Error) throw next;
    return answer;
  };
  const watched = watchModel(
    { model: 'm', send },
    { refused: ({ message }) => void heard.push(message), answers: () => void heard.push('answers') },
  );
  while (outcomes.length > 0)
    await watched.send({} as never, { signal: new AbortController().signal }).catch(() => undefined);
  return heard;
}

it('tells once that the operator has to mend something, and when it is mended', async () => {
  expect(await told(key, key, 'answer', 'answer', key)).toEqual([key.message, 'answers', key.message]);
});

it('says nothing of what passes by itself, or is of one request', async () => {
  const away = new ClaudeUnavailableError('no answer');
  expect(
    await told(away, new ClaudeRefusedError('too-large', 'too large'), new ClaudeRefusedError('budget', 'b')),
  ).toEqual([]);
});

it.each(['key', 'permission', 'billing', 'spend-limit', 'model'] as const)(
  'an author does not read of the trouble of an operator: %s',
  (reason) => {
    const error = new ClaudeRefusedError(reason, key.message);
    expect(modelTrouble(error, { waits: true, reader: 'author' })).toEqual({
      kind: 'stop',
      reason: "the reviewer's model is not available",
    });
    expect(modelTrouble(error, { waits: false, reader: 'operator' })).toEqual({ kind: 'stop', reason: key.message });
  },
);
