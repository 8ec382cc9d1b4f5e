import { describe, expect, it } from 'vitest';
import { containsQuote } from '../../../src/memory/words/contains-quote.js';
import { sameWords } from '../../../src/memory/words/same-words.js';
import { sentencesOf } from '../../../src/memory/words/sentences-of.js';
import { wordsOf } from '../../../src/words/words-of.js';

describe('what a text is about', () => {
  it('is its words in their stem, without those that say nothing', () => {
    expect([...wordsOf('We always use the parsedOrders classes').words]).toEqual(['us', 'pars', 'order', 'class']);
    expect([...wordsOf('using the class, used by an order').words]).toEqual(['us', 'class', 'order']);
  });

  it.each([
    ['Never use eval', 1, false],
    ["We don't log tokens", 1, false],
    ['Tokens cannot be logged, and must not be printed', 2, false],
    ['Use fetch unless a proxy is set', 0, true],
  ])('%s: says no %i times', (text, negations, conditional) => {
    expect(wordsOf(text)).toMatchObject({ negations, conditional });
  });
});

describe('the same in other words', () => {
  it.each([
    ['Dates are kept in UTC', 'We keep every date in UTC', false],
    ['All dates are stored in UTC', 'Dates must always be stored in UTC', true],
    ['Money is counted in whole cents everywhere', 'Count money in whole cents, everywhere', true],
    ['Never use eval', 'Use eval', false],
    ['Never use eval', 'Do not use eval', true],
    ['Use pnpm', 'Use npm', false],
    ['the', 'a', false],
  ])('%s | %s', (one, other, same) => {
    expect(sameWords(one, other)).toBe(same);
    expect(sameWords(other, one)).toBe(same);
  });
});

describe('a quote', () => {
  it('stands there word for word, whatever its white space', () => {
    expect(containsQuote('We keep\n  dates   in UTC.\nAlways.', 'keep dates in UTC. Always')).toBe(true);
    expect(containsQuote('We keep dates in UTC', 'keep Dates in UTC')).toBe(false);
    expect(containsQuote('anything', '  \n ')).toBe(false);
  });
});

describe('the sentences of a document', () => {
  it('are told with their lines, wrapped ones as one, without code', () => {
    const text =
      '# Rules\n\n- Dates are kept\n  in UTC. No exceptions.\n- Use tabs\n\n```\nNever run this\n```\n\n> Quoted text';
    expect(sentencesOf(text)).toEqual([
      { line: 1, text: 'Rules' },
      { line: 3, text: 'Dates are kept in UTC.' },
      { line: 3, text: 'No exceptions.' },
      { line: 5, text: 'Use tabs' },
      { line: 11, text: 'Quoted text' },
    ]);
  });
});
