import { expect, it } from 'vitest';
import { createTurnQueue } from '../../src/turns/turn-queue.js';

it('gives each key its turn before a second one of any, in the order in which they came', () => {
  const queue = createTurnQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(item[0] ?? '', item);
  expect(queue.size).toBe(6);
  expect([queue.shift(), queue.shift()]).toEqual(['a1', 'b1']);
  queue.push('d', 'd1');
  expect(queue.clear()).toEqual(['c1', 'a2', 'd1', 'c2', 'a3']);
  expect([queue.size, queue.shift()]).toEqual([0, undefined]);
});

it('puts who comes back behind all that wait', () => {
  const queue = createTurnQueue<string>();
  queue.push('a', 'a1');
  queue.push('b', 'b1');
  expect(queue.shift()).toBe('a1');
  queue.push('a', 'a2');
  expect([queue.shift(), queue.shift()]).toEqual(['b1', 'a2']);
});
