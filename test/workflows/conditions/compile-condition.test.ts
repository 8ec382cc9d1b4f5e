import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../../src/workflows/conditions/compile-condition.js';
import { ConditionError } from '../../../src/workflows/conditions/condition-error.js';
import { startTimer } from '../../cpu-time.js';

function refusalOf(text: string): { message: string; position: number } {
  try {
    compileCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return { message: error.message, position: error.position };
    throw error;
  }
  throw new Error(`it was taken: ${text}`);
}

describe('what is refused, with the place and a sentence for its author', () => {
  it.each<[string, string, number]>([
    ['', 'It is empty.', 0],
    [' \n', 'It is empty.', 0],
    ['event.draft && ', 'An expression is missing before the end.', 15],
    ['(event.draft', 'Here should be `)`, and there is the end.', 12],
    ['event.draft ? true', 'Here should be `:`, and there is the end.', 18],
    ['event.draft event', '`event` cannot stand here.', 12],
    ['event.title == "x', 'A text is not closed.', 15],
    ['event.title = "x"', '`=` cannot stand here.', 12],
    ['event.title == "\\q"', 'It cannot be read: invalid escape sequence: \\q.', 16],
    ['if == 1', '`if` is a reserved word.', 0],
    ['evnt.draft', 'There is no variable `evnt`: did you mean `event`?', 0],
    ['event.drft', '`event` has no field `drft`: did you mean `draft`?', 6],
    ['review.findings == 1', 'Name a field of `review.findings`: must_fix, should_fix, minor, total.', 0],
    ['size(graph) == 1', 'Name a field of `graph`: callers, bug_prone, hotspots, experts, bus_factor.', 5],
    ['touchs("a")', 'There is no function `touchs`: did you mean `touches`?', 0],
    ['event.title.len() == 1', 'There is no function `len`.', 0],
    ['touches()', '`touches` takes another number of arguments: touches("payments/**").', 0],
    ['label(1)', 'There is no `label(int)`.', 0],
    ['event.number', 'A condition must be true or false, and this is int.', 0],
    ['now', 'A condition must be true or false, and this is timestamp.', 0],
    ['event.title + 1 == "a"', '`+` is not for string and int.', 0],
    ['now < event.title', '`<` is not for timestamp and string.', 0],
    ['!event.number', '`!` is not for int.', 0],
    ['event.draft && event.number', '`&&` and `||` are for true and false, not for int.', 0],
    ['event.labels.all(l, l)', 'This must be true or false, and it is string.', 20],
    ['event.draft ? 1 : "a"', 'Both sides of `? :` must be of one type.', 0],
    ['event.number in [1, "a"]', 'The elements of a list or map must be of one type.', 20],
    ['event.labels["a"] == "b"', 'A list is counted from 0: its index is an int, not string.', 0],
    ['event.title.x == 1', 'string has no fields.', 12],
    ['event.number.all(x, true)', 'A list macro is for lists and maps.', 6],
    ['event.labels.all("x", true)', 'The first argument of a list macro is the name of its variable.', 17],
    ['has(event)', '`has` asks for a field: `has(payload.issue)`.', 0],
    ['event.labels.all(event, true)', '`event` is a variable already: choose another name.', 17],
    ['event.title.matches(event.base)', '`matches` takes a text that is written out: text.matches("^fix(ed)?:").', 20],
    [
      'event.title.matches("(a")',
      'The pattern "(a" cannot be read: error parsing regexp: missing closing ): `(a`.',
      20,
    ],
    [
      'event.title.matches("(?=a)")',
      'The pattern "(?=a)" cannot be read: error parsing regexp: invalid or unsupported Perl syntax: `(?=`.',
      20,
    ],
    [
      'event.title.matches("((a{30}){30}){30}")',
      'The pattern "((a{30}){30}){30}" cannot be read: error parsing regexp: invalid repeat count: `{30}`.',
      20,
    ],
    ['event.title.matches("(a{30}){30}")', 'The pattern repeats too much.', 20],
    ['touches("!a")', 'Put `!` before the function instead: !touches(…).', 8],
    ['touches("")', 'The pattern "" cannot be read: names nothing.', 8],
    ['touches(inputs.glob)', '`touches` takes a text that is written out: touches("payments/**").', 8],
    ['now.getHours("Mars/Base") == 1', 'There is no time zone "Mars/Base".', 13],
    ['b"a" == b"b"', 'Bytes are not supported.', 0],
    ['1u == 1u', 'Unsigned numbers are not supported: leave out the u.', 0],
    ['9223372036854775808 > 1', 'The number is too large.', 0],
    ['cel.bind(x, 1, x == 1)', 'There is no function `bind`.', 0],
    ['type(1) == int', 'There is no function `type`.', 0],
    ['google == 1', 'There is no variable `google`.', 0],
    ['optional.none() == 1', 'There is no function `none`.', 0],
    ['{1: 2} == {1: 2}', 'The keys of a map are texts that are written out.', 1],
    ['[[[1]]] == []', 'More than 2 lists or maps stand in one another.', 2],
    ['event.labels.map(l, [l]) == []', 'A list or map in a list macro may hold only what is written out.', 21],
    [
      'event.labels.all(a, event.labels.all(b, event.labels.all(c, true)))',
      'More than 2 list macros stand in one another.',
      40,
    ],
  ])('%s', (text, message, position) => {
    expect(refusalOf(text)).toEqual({ message, position });
  });

  it.each<[string, string]>([
    [`event.title == "${'x'.repeat(2000)}"`, 'It is longer than 2000 characters.'],
    [Array.from({ length: 101 }, () => 'true').join('&&'), 'It has more than 200 parts.'],
    [`${'('.repeat(60)}true${')'.repeat(60)}`, 'It is nested too deep, or a list in it is too long.'],
    [`event.title.matches("${'x'.repeat(201)}")`, 'The pattern is longer than 200 characters.'],
    ['!'.repeat(1990) + 'true', 'It has more than 200 parts.'],
  ])('%.40s…', (text, message) => {
    expect(refusalOf(text).message).toBe(message);
  });

  // A raw text with a backslash at its line's end, then one that looks as if three quotes began it.
  it.each([`r"\\\n" && event.body == '""""`, `R'\\\n' && event.body == "''''`])(
    'is read in one pass, however its texts begin: %s',
    (begin) => {
      const timer = startTimer();
      expect(() => compileCondition(`event.title == ${begin}${'\\\\'.repeat(80)}${begin.at(-5) ?? ''}`)).not.toThrow();
      expect(timer()).toBeLessThan(500);
    },
  );

  it('takes as much as is allowed', () => {
    expect(() => compileCondition(Array.from({ length: 100 }, () => 'true').join('&&'))).not.toThrow();
  });
});
