import { expect, it } from 'vitest';
import { pythonProblem } from '../../../../src/review/verify/layout/python-problem.js';

/** What is taken, python3 compiles as well. */
it.each([
  ['nothing', ''],
  ['a function', 'def f(a):\n    return a\n'],
  [
    'blocks in blocks',
    'class A:\n    def f(self):\n        if self:\n            return 1\n        return 2\n\nx = 1\n',
  ],
  ['comments at any level', 'def f():\n  # one\n        # two\n    return 1\n# three\n'],
  ['lines in brackets', 'x = [\n1,\n        2,\n]\ny = f(\n  a,\nb)\n'],
  ['continued lines', 'if a and \\\nb:\n    c = 1 + \\\n  2\n'],
  ['a long string that looks like code', 'def f():\n    """\nif x:\n  else:\n"""\n    return 1\n'],
  ['strings with quotes and brackets', 'x = "(\'" + \'[\\\'\' + r"\\"\ny = f"{x[0]}"\n'.replace(' + r"\\"', '')],
  ['a block on one line', 'if a: b = 1\nelse: b = 2\n'],
  ['every clause', 'try:\n    a()\nexcept A:\n    b()\nexcept B:\n    c()\nelse:\n    d()\nfinally:\n    e()\n'],
  ['a loop with else', 'for a in b:\n    if a:\n        break\nelse:\n    c()\n'],
  ['async', 'async def f():\n    async for a in b:\n        continue\n    else:\n        return\n'],
  ['tabs alone', 'def f():\n\tif a:\n\t\treturn 1\n\treturn 2\n'],
  ['tabs that agree with spaces', 'if a:\n        b()\n        if c:\n        \td()\n'],
  ['a match', 'match a:\n    case 1:\n        b()\n    case _:\n        c()\n'],
  ['decorators', '@a\n@b(1)\ndef f():\n    pass\n\n@c\nasync def g():\n    pass\n\n@d\nclass E: pass\n'],
  ['a lambda and an annotation', 'f = lambda a: a\nx: int = 1\ny = a[1:2]\nz = {1: 2}\n'],
  ['CRLF', 'def f(a):\r\n    return a\r\n'],
  ['a byte order mark and no line feed at the end', '\ufeffdef f(a):\n    return a'],
  ['a form feed', 'a = 1\n\f\ndef f():\n    return 1\n'],
  ['a word that begins like a clause', 'else_value = 1\nreturned = 2\n'],
])('takes %s', (_, text) => {
  expect(pythonProblem(text)).toBeNull();
});

/** What is refused, python3 refuses as well. */
it.each([
  [
    'a first line that is indented',
    '  a = 1\n',
    'line 1 is indented deeper than the line above it, which opens no block',
  ],
  [
    'an indentation without a block',
    'a = 1\n    b = 2\n',
    'line 2 is indented deeper than the line above it, which opens no block',
  ],
  ['a block that is not indented', 'def f():\nreturn 1\n', 'line 2 is not indented, and line 1 opens a block'],
  ['a block that is missing at the end', 'def f():\n', 'the block of line 1 is missing'],
  ['a block of nothing but a comment', 'if a:\n    # later\nb()\n', 'line 3 is not indented, and line 1 opens a block'],
  ['a level that nobody opened', 'if a:\n        b()\n    c()\n', 'line 3 is indented like no line above it'],
  ['a tab among spaces', 'if a:\n        b()\n\tc()\n', 'line 3 mixes tabs and spaces'],
  ['spaces among tabs', 'if a:\n\tb()\n        c()\n', 'line 3 mixes tabs and spaces'],
  ['a string without end', 'a = "b\nc = 1\n', 'the string of line 1 is not closed'],
  ['a long string without end', 'a = """b\nc = 1\n', 'the string of line 1 is not closed'],
  ['a bracket without end', 'a = f(1,\nb = 2\n', 'the `(` of line 1 is not closed'],
  ['a bracket of another kind', 'a = (1]\n', 'the `]` of line 1 closes nothing'],
  ['a stray backslash', 'a = 1 \\ \n', 'line 1 has a stray backslash'],
  ['an else of nothing', 'a = 1\nelse:\n    b()\n', 'line 2 has an `else` that belongs to nothing at its indentation'],
  [
    'an else behind another line',
    'if a:\n    b()\nc()\nelse:\n    d()\n',
    'line 4 has an `else` that belongs to nothing at its indentation',
  ],
  [
    'an except of another level',
    'try:\n    a()\n    except A:\n        b()\n',
    'line 3 has an `except` that belongs to nothing at its indentation',
  ],
  ['a try alone', 'try:\n    a()\nb()\n', 'line 3 comes after a `try` with neither `except` nor `finally`'],
  [
    'a try alone in a block',
    'def f():\n    try:\n        a()\nb()\n',
    'line 4 comes after a `try` with neither `except` nor `finally`',
  ],
  [
    'a try alone at the end',
    'try:\n    a()\n',
    'the end of the file comes after a `try` with neither `except` nor `finally`',
  ],
  [
    'a decorator that lost its function',
    'class A:\n    @b\ndef f():\n    c()\n',
    'line 3 comes after a decorator of nothing',
  ],
  ['a decorator of a call', '@b\nf()\n', 'line 2 comes after a decorator of nothing'],
  ['a return that lost its function', 'def f():\n    a()\nreturn a\n', 'line 3 has a `return` outside a function'],
  ['a return in a class', 'class A:\n    return 1\n', 'line 2 has a `return` outside a function'],
  ['a break that lost its loop', 'for a in b:\n    c()\nbreak\n', 'line 3 has a `break` outside a loop'],
])('refuses %s', (_, text, problem) => {
  expect(pythonProblem(text)).toBe(problem);
});
