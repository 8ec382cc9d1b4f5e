import { describe, expect, it } from 'vitest';
import { guessReply } from '../../src/conversation/guess-reply.js';

describe('guessReply', () => {
  it.each([
    ['not a bug', 'not a bug', ''],
    ['This is not a bug.', 'not a bug', ''],
    ['That’s by design, see the README', 'intentional here', 'see the README'],
    ['intentional: the demo needs it', 'intentional here', 'the demo needs it'],
    ['F3 is a false alarm', 'not a bug', ''],
    ['it is pre-existing', 'pre-existing', ''],
    ['Out of scope for this one', 'out of scope', 'for this one'],
    ['Wrong fact, it is checked above', 'wrong fact', 'it is checked above'],
    ['not a bug, see https://a.example/?b=c', 'not a bug', 'see https://a.example/?b=c'],
    ['> why is this here?\n\nby design', 'intentional here', ''],
    ['Actually, this is on purpose because of the cache', 'intentional here', 'because of the cache'],
  ])('%s', (text, reason, more) => {
    expect(guessReply(text)).toEqual({ kind: 'dismiss', reason, scope: 'finding', text: more });
  });

  it.each([
    ['not a bug in this file', 'file', ''],
    ['Intentional in this repository.', 'repository', ''],
    ['by design in this repo: it is a demo', 'repository', 'it is a demo'],
    ['Not a bug. In this file we never do that.', 'finding', 'In this file we never do that.'],
    ['not a bug in this file only', 'finding', 'in this file only'],
    ['not a bug, as in this file', 'finding', 'as in this file'],
  ])('reaches as far as is plainly said: %s', (text, scope, more) => {
    expect(guessReply(text)).toMatchObject({ kind: 'dismiss', scope, text: more });
  });

  it.each(['thanks', 'Fixed in abc', 'this is fixed now', 'good catch!', '👍', 'You are right', 'will fix'])(
    'agrees: %s',
    (text) => {
      expect(guessReply(text)).toEqual({ kind: 'agree' });
    },
  );

  it.each([
    'is this not a bug?',
    'not a bug, is it?',
    '“Out of scope?”',
    'false positive? (it fails for me)',
    'not intentional',
    'this is not intentional at all',
    'intentional changes would look different',
    'existing tests cover this',
    'I wonder whether it is out of scope',
    'wrong approach',
    '',
    `not a bug ${'x'.repeat(400)}`,
  ])('leaves open: %j', (text) => {
    expect(guessReply(text)).toEqual({ kind: 'unclear' });
  });
});
