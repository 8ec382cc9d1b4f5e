import { expect, it } from 'vitest';
import { constructWords } from '../../src/words/construct-words.js';
import { startTimer } from '../cpu-time.js';

it.each<[string, string[], string[], string]>([
  ['the language', ['src/a.kt', 'lib/b.kt'], [], 'Kotlin'],
  ['a file by its name', ['docker/Dockerfile'], [], 'Docker image'],
  ['a test', ['src/a.test.zig'], [], 'Zig test'],
  ['no test', ['src/latest/contest.zig'], [], 'Zig'],
  ['nothing of what it does not know', ['a.xyz'], ['a = b'], ''],
  ['what lines do, each once', [], ['for (;;) {', 'while (x) {', 'x = y!!;'], 'loop force unwrap assertion null'],
  ['no loop in a name', [], ['formatted(before)'], ''],
  ['a cast', [], ['(int)(weight * 0.15)'], 'cast type'],
])('constructWords: %s', (_, paths, added, expected) => {
  expect(constructWords(paths, added)).toBe(expected);
});

it('is done in time whatever a line holds', () => {
  const parts = ['<a ', '>', 'a ', 'select ', 'x*', ' ', 'update x ', '<a>a '];
  const lines = parts.flatMap((part) => Array.from({ length: 250 }, (_, at) => `${at} <a ${part.repeat(500)}`));
  const timer = startTimer();
  constructWords([], lines);
  expect(timer()).toBeLessThan(5000);
});
