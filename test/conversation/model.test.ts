import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from '../../src/claude/claude-error.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildConversationStage, scriptedClaude, type ConversationStage } from './stage.js';

let stage: ConversationStage;
let issue: Issue;
let finding: { handle: number; commentId: number; rule: string; path: string };

const LINE = 'const STRIPE';

beforeAll(async () => {
  stage = await buildConversationStage();
});
beforeEach(async () => {
  stage.ports.claude = null;
  issue = await stage.openPull();
  const found = (await stage.review(issue)).find(({ path }) => path === 'src/orders/payment-fee.ts');
  if (!found) throw new Error('the demo has no finding in payment-fee.ts');
  finding = found;
});
afterAll(() => stage.close());

const script = (...answers: unknown[]) => {
  const claude = scriptedClaude(...answers);
  stage.ports.claude = claude;
  return claude;
};
const say = async (body: string, user = 'dora') => {
  await stage.sandbox.comment(stage.repository, issue.number, user, body);
  await stage.settle();
};
const answerIn = async (body: string, user = 'dora') => {
  await stage.sandbox.replyTo(stage.repository, issue.number, finding.commentId, user, body);
  await stage.settle();
};

describe('a question without an answer of Claude', () => {
  it.each([
    [new ClaudeLimitedError(new Date('2026-01-01T12:30:00Z'), 'x'), 'no more requests before 2026-01-01 12:30 UTC'],
    [new ClaudeUnavailableError('no answer within 60 s'), 'Claude could not answer: no answer within 60 s'],
    [
      new ClaudeRefusedError('key', 'the key is not valid'),
      "Claude could not answer: the reviewer's model is not available",
    ],
    ['no JSON', 'Claude could not answer: Claude gave an answer of another shape'],
    [{ answer: 5 }, 'Claude could not answer: Claude gave an answer of another shape'],
  ])('%s: tells the asker', async (answer, text) => {
    script(answer);
    await say('/nectr ask why?');
    expect(stage.replies(issue)).toEqual([expect.stringContaining(text)]);
  });

  it('asks the model nothing for somebody who may not write (S9)', async () => {
    const claude = script({ answer: 'x', citations: [] });
    await say('/nectr ask why?', 'stranger');
    await answerIn('why?', 'stranger');
    expect(claude.requests).toEqual([]);
  });
});

describe('replies in the thread of a finding', () => {
  const state = async (): Promise<unknown> => {
    const rows: unknown[] = await stage.source.query(
      `SELECT f.state, d.reason, d.text FROM findings f LEFT JOIN memories d ON d.id = f.dismissal_id
        WHERE f.github_comment_id = $1`,
      [finding.commentId],
    );
    return rows[0];
  };

  it.each([
    [
      'a dismissal',
      [{ intent: 'dismiss', reason: 'wrong fact', text: 'the key is a test key' }],
      { state: 'dismissed', reason: 'wrong fact', text: 'the key is a test key' },
      null,
    ],
    [
      'a dismissal whose words the model made up',
      [{ intent: 'dismiss', reason: 'wrong fact', text: 'dora said it is safe' }],
      { state: 'dismissed', reason: 'wrong fact', text: '' },
      null,
    ],
    [
      'a rejection without a reason',
      [{ intent: 'dismiss', reason: 'none', text: '' }],
      { state: 'open' },
      /^Not wanted\?/,
    ],
    [
      'a question',
      [
        { intent: 'question', reason: 'none', text: '' },
        {
          answer: 'Because it is committed.',
          citations: [{ path: 'src/orders/payment-fee.ts', line: 1, quote: LINE }],
        },
      ],
      { state: 'open' },
      /Because it is committed\.[^]*payment-fee\.ts:\d/,
    ],
    ['agreement', [{ intent: 'agree', reason: 'none', text: '' }], { state: 'open' }, null],
    ['something else', [{ intent: 'other', reason: 'none', text: '' }], { state: 'open' }, null],
    ['a model that fails', [new ClaudeUnavailableError('x')], { state: 'open' }, /^Not wanted\?/],
    ['a model that answers nonsense', ['{"intent":"approve"}'], { state: 'open' }, /^Not wanted\?/],
  ])('%s', async (_, answers, expected, text) => {
    const claude = script(...answers);
    await answerIn('Hm, the key is a test key, is it not');
    expect(await state()).toMatchObject(expected);
    expect(stage.replies(issue)).toEqual(text === null ? [] : [expect.stringMatching(text)]);
    expect(claude.requests).toHaveLength(answers.length);
  });

  it.each([
    ['Out of scope.', 'out of scope', 0],
    ['> the key is committed\n\nThis is not a bug, see https://a.example/?q=1', 'not a bug', 0],
    ['I would say that it is out of scope for this one', 'out of scope', 1],
    ['It is not out of scope but something else', 'pre-existing', 1],
  ])('%s: its own words win over the guess of a model', async (reply, reason, asked) => {
    const claude = script({ intent: 'dismiss', reason: 'pre-existing', text: '' });
    await answerIn(reply);
    expect(await state()).toMatchObject({ state: 'dismissed', reason });
    expect(claude.requests).toHaveLength(asked);
    expect(stage.replies(issue)).toEqual([]);
  });

  it.each(['is that really a false positive?', 'Is that really a false positive', 'Not a bug? It fails for me.'])(
    '%s: a question is answered although the model takes it for a dismissal',
    async (reply) => {
      const citations = [{ path: 'src/orders/payment-fee.ts', line: 1, quote: LINE }];
      script({ intent: 'dismiss', reason: 'not a bug', text: '' }, { answer: 'No: it is committed.', citations });
      await answerIn(reply);
      expect(await state()).toMatchObject({ state: 'open' });
      expect(stage.replies(issue)).toEqual([expect.stringContaining('No: it is committed.')]);
    },
  );
});
