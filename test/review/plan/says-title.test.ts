import { expect, it } from 'vitest';
import { saysTitle } from '../../../src/review/plan/says-title.js';
import { startTimer } from '../../cpu-time.js';

it.each([
  ['WIP', 'WIP: carts', true],
  ['WIP', '[wip] carts', true],
  ['wip', 'Carts (WIP)', true],
  ['WIP', 'Wipe stale sessions', false],
  ['WIP', 'swiping', false],
  ['WIP', 'Swipe, then WIP', true],
  ['do not review', 'Carts, do not review yet', true],
  ['[skip review]', 'Carts [skip review]', true],
  ['[skip review]', 'Carts skip review', false],
  ['chore(deps)*', 'chore(deps): bump left-pad', true],
  ['chore(deps)*', 'feat: chore(deps)', false],
  ['*bump*', 'build: bump a/b to 2', true],
  ['release *.*.0', 'Release 2.4.0', true],
  ['release *.*.0', 'Release 2.4.1', false],
  ['a*a', 'a', false],
  ['*', 'anything', true],
  ['черновик', 'Черновик: корзина', true],
  ['черновик', 'черновики', false],
  ['🚧', '🚧 carts', true],
  ['v1', 'v10 of carts', false],
  ['?', 'Is this right?', true],
  [' ', 'anything', false],
])('%j is in %j: %s', (wanted, title, said) => {
  expect(saysTitle(title, wanted)).toBe(said);
});

it('does not look for ever', () => {
  const timer = startTimer();
  expect(saysTitle('a'.repeat(1000), `${'a*'.repeat(90)}b`)).toBe(false);
  expect(saysTitle(`${'a '.repeat(100_000)}`, `${'a '.repeat(90)}b`)).toBe(false);
  expect(timer()).toBeLessThan(500);
});
