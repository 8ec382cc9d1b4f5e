import { expect, it } from 'vitest';
import { ownProse } from '../../src/markdown/plain-lines.js';

it.each([
  ['Dates are kept in UTC.\n\nMoney is in cents.', 'Dates are kept in UTC.\n\nMoney is in cents.'],
  ['We use `pino` here, **always**.', 'We use `pino` here, **always**.'],
  ['- dates are in UTC\n- money is in cents', 'dates are in UTC\n\nmoney is in cents'],
  ['# Rules\n\nNo eval.', 'Rules\n\nNo eval.'],
  ['> never log\nor rather lazy\n\nI agree.', 'I agree.'],
  ['<blockquote>Never log in tests.</blockquote>\n\nI agree.', 'I agree.'],
  ['<blockquote>\n\nNever log in tests.\n\n</blockquote>\n\nI agree.', 'I agree.'],
  ['He said <blockquote>never log</blockquote> and I agree.', 'He said   and I agree.'],
  ['He said <blockquote>never log', 'He said'],
  ['```\n// never log in tests\n```\nI agree.', 'I agree.'],
  ['~~~ts\n// never log in tests\n~~~\r\nI agree.', 'I agree.'],
  ['```\nnever closed', ''],
  ['    // never log in tests\n\nI agree.', 'I agree.'],
  ['<pre>never log</pre>\n\nI agree.', 'I agree.'],
  ['<!-- never log -->\nI agree.', 'I agree.'],
  ['', ''],
])('of %j the author says %j', (markdown, said) => {
  expect(ownProse(markdown)).toBe(said);
});
