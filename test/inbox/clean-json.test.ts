import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanJson } from '../../src/inbox/clean-json.js';

describe('cleanJson', () => {
  it.each([
    ['NUL', String.raw`{"a":"x\u0000y"}`, String.raw`{"a":"x\ufffdy"}`],
    ['NUL in a name', String.raw`{"\u0000":1}`, String.raw`{"\ufffd":1}`],
    ['a lone first half', String.raw`["\ud83d","\uD83D"]`, String.raw`["\ufffd","\ufffd"]`],
    ['a lone second half', String.raw`["\ude00"]`, String.raw`["\ufffd"]`],
    ['halves in the wrong order', String.raw`["\ude00\ud83d"]`, String.raw`["\ufffd\ufffd"]`],
    ['two first halves', String.raw`["\ud83d\ud83d\ude00"]`, String.raw`["\ufffd\ud83d\ude00"]`],
    ['a half and another escape', String.raw`["\ud83d\n\ude00"]`, String.raw`["\ufffd\n\ufffd"]`],
  ])('replaces %s', (_, text, clean) => expect(cleanJson(text)).toBe(clean));

  it.each([
    ['a pair', String.raw`["\ud83d\uDE00"]`],
    ['an escaped backslash before what looks like an escape', String.raw`["\\u0000 \\\\ud83d"]`],
    ['other escapes', String.raw`["\u0001\uffff\"\/\b\f\n\r\t"]`],
    ['text that needs no escape', '["é 😀 �"]'],
  ])('keeps %s', (_, text) => expect(cleanJson(text)).toBe(text));

  it('means the same as replacing in the value, whatever the strings hold', () => {
    const piece = fc.constantFrom('\\', 'u0000', '\0', '\ud83d', '\ude00', '😀', '"', '\n', 'x', 'ud83d', '\ufffd');
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, text, fc.array(tie('any')), fc.dictionary(text, tie('any'))),
    })).any;
    fc.assert(
      fc.property(value, (original) => {
        expect(JSON.parse(cleanJson(JSON.stringify(original)))).toEqual(replaced(original));
      }),
      { numRuns: 1000 },
    );
  });
});

function replaced(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [replaced(name), replaced(part)]));
}
