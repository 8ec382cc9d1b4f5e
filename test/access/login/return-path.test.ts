import fc from 'fast-check';
import { expect, it } from 'vitest';
import { returnPath } from '../../../src/access/login/return-path.js';

it.each(['/', '/reviews', '/reviews?repo=acme/shop&limit=20', '/repos/acme/shop#files', '/r/%E6%BC%A2?q=%2F%2Fx'])(
  'goes to %s',
  (path) => expect(returnPath(path)).toBe(path),
);

it.each([
  null,
  '',
  'reviews',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/%2f/evil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/%5C%5Cevil.example',
  '/%09/evil.example',
  '/%0d%0aLocation:x',
  '/a\r\nSet-Cookie: x=y',
  '/./evil',
  '/../evil',
  '/a/..//evil.example',
  '/%2e%2e/evil',
  '/@evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  ' /reviews',
  '/reviews?x=\\',
  '/\u00e9',
  '/auth/github?return_to=/',
  '/api/v1/repos',
  `/${'a'.repeat(2000)}`,
])('goes home and not to %j', (path) => expect(returnPath(path)).toBe('/'));

it('leads a browser nowhere but to us, whatever is asked for', () => {
  const parts = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5C',
    '@',
    ':',
    '?',
    '#',
    '\t',
    'evil.example',
    'https',
    'a',
    '%25',
    '//',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(parts).map((all) => all.join('')),
    fc.webUrl(),
    fc.webPath(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const path = returnPath(text);
      for (const origin of ['https://nectr.acme.dev', 'http://localhost:3000']) {
        expect(new URL(path, origin).origin).toBe(origin);
        expect(new URL(`${origin}${path}`).origin).toBe(origin);
        // Somebody on the way decodes once.
        expect(new URL(unescape(path.split(/[?#]/)[0] ?? ''), origin).origin).toBe(origin);
      }
    }),
    { numRuns: 3000 },
  );
});
