import { expect, it } from 'vitest';
import { techniqueWords } from '../../../src/memory/recall/technique-words.js';

it.each([
  ['Send a mail when the order is paid', ''],
  ['@Transactional', 'transactional'],
  ['async void OnRelease', 'async void release'],
  ['parseLocks nullable cache cache', 'parse locks nullable cache'],
])('techniqueWords: %s', (text, expected) => {
  expect(techniqueWords(text)).toBe(expected);
});
