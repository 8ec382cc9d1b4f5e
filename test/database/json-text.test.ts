import { expect, it } from 'vitest';
import { jsonText } from '../../src/database/json-text.js';

it.each([
  ['a\0b', '"a\ufffdb"'],
  ['\ud800 and \udfff', '"\ufffd and \ufffd"'],
  ['\u{1f600}', '"\u{1f600}"'],
  [String.raw`\u0000`, String.raw`"\\u0000"`],
  ['\\\0', String.raw`"\\` + '\ufffd"'],
  [undefined, 'null'],
  [{ '\0': [null, 1, 'x'] }, '{"\ufffd":[null,1,"x"]}'],
])('gives what jsonb takes: %j', (value, text) => {
  expect(jsonText(value)).toBe(text);
});
