import { expect, it } from 'vitest';
import { VERBS } from '../../src/conversation/command.js';
import { parseCommand } from '../../src/conversation/parse-command.js';
import { renderHelp } from '../../src/conversation/render-help.js';

it('lists every command that does something, without a bar, which tables and readers of raw text take for another', () => {
  const help = renderHelp();
  const listed = [...help.matchAll(/`\/nectr (\w+)/g)].map(([, verb]) => verb);
  expect(new Set(listed)).toEqual(new Set(VERBS));
  expect(help).not.toContain('|');
});

it.each([
  '/nectr dismiss F3 not a bug in this file for 30d why',
  '/nectr dismiss F3 not a bug for 30d in this repository why',
])('shows the parts of a dismissal in an order that is read: %s', (body) => {
  expect(parseCommand(body, null)?.command).toMatchObject({ verb: 'dismiss', dismissal: { days: 30, text: 'why' } });
});
