import { describe, expect, it } from 'vitest';
import { counterparts, wordsOf } from '../../../../src/review/ask/code/counterparts.js';

describe('the other half of a name', () => {
  it.each([
    ['encodeUser', ['decodeUser']],
    ['add_item', ['remove_item', 'delete_item']],
    ['ReadHTTPBody', ['WriteHTTPBody']],
    ['LOCK', ['UNLOCK']],
    ['chatClient', ['chatServer']],
    ['total', []],
    ['address', []],
    ['', []],
  ])('%s', (name, others) => {
    expect(counterparts(name)).toEqual(others);
  });

  it.each([
    ['readHTTPBody', ['read', 'http', 'body']],
    ['read_http_body', ['read', 'http', 'body']],
    ['stripe-refund2', ['stripe', 'refund', '2']],
  ])('the words of %s', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});
