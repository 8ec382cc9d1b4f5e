import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { interpolate } from '../../../src/workflows/conditions/interpolation/interpolate.js';
import { holdsSecret, marksIn, withMarks } from '../../../src/workflows/secrets/secret-name.js';
import { secretsAsked } from '../../../src/workflows/secrets/secrets-asked.js';
import { withoutSecrets } from '../../../src/workflows/secrets/without-secrets.js';

const read = (step: object, more: object = {}) =>
  readDefinition({ name: 'w', on: [{ event: 'push' }], do: [step], ...more });
const request = (more: object) => ({ http_request: { url: 'https://deploy.example.com/', method: 'POST', ...more } });

describe('a secret in a definition', () => {
  it('stands in headers and body of a request, also where a header of that name takes nothing else', () => {
    const given = read(
      request({
        headers: { authorization: 'Bearer ${{ secrets.DEPLOY_TOKEN }}' },
        body: { deep: [{ key: '${{secrets.KEY}}' }] },
      }),
    );
    expect(given).toMatchObject({ ok: true });
    expect(given.ok && secretsAsked(given.definition)).toEqual([
      { field: 'do[0].http_request.headers.authorization', name: 'DEPLOY_TOKEN' },
      { field: 'do[0].http_request.body.deep[0].key', name: 'KEY' },
    ]);
  });

  it.each([
    ['the address', request({ url: 'https://deploy.example.com/?key=${{ secrets.KEY }}' }), 'do[0].http_request.url'],
    ['another action', { post_comment: { body: '${{ secrets.KEY }}' } }, 'do[0].post_comment.body'],
    ['an expression', request({ body: { key: '${{ secrets.KEY + "x" }}' } }), 'do[0].http_request.body.key'],
    ['a condition', { ...request({}), if: 'secrets.KEY == "a"' }, 'do[0].if'],
    ['a name in small letters', request({ body: { key: '${{ secrets.key }}' } }), 'do[0].http_request.body.key'],
    [
      'a header with credentials beside it',
      request({ headers: { authorization: 'Bearer abc' } }),
      'do[0].http_request.headers',
    ],
  ])('is refused in %s', (_, step, field) => {
    const given = read(step);
    expect(given.ok).toBe(false);
    expect(!given.ok && given.errors.map((error) => error.field)).toContain(field);
  });
});

describe('a filled text', () => {
  it('holds a mark that texts of other people cannot make', () => {
    const facts = { event: { title: '${{ secrets.KEY }} nectr-00:KEY;' } };
    const filled = interpolate('${{ event.title }} ${{ secrets.KEY }}', facts as never, 'plain', true);
    expect([...marksIn(filled)]).toEqual(['KEY']);
    expect(withMarks(filled, () => '<here>')).toBe('${{ secrets.KEY }} nectr-00:KEY; <here>');
    expect(holdsSecret(filled)).toBe(true);
  });
});

describe('an answer that repeats a secret', () => {
  const secret = 'Correct "horse" ü 7';
  const bytes = Buffer.from(secret);
  it.each([
    ['as it is', secret],
    ['in base64', bytes.toString('base64')],
    ['in base64, behind a name', Buffer.from(`user:${secret}`).toString('base64').replace(/=+$/, '')],
    ['in hex', bytes.toString('hex')],
    ['in an address', encodeURIComponent(secret)],
    ['as JSON in a text', JSON.stringify(secret)],
  ])('%s: it is hidden', (_, form) => {
    const clean = withoutSecrets({ [form]: [{ deep: `said ${form}.` }], other: 'horse' }, [secret]);
    const text = JSON.stringify(clean);
    expect(text).toContain('***');
    expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
    expect(clean).toMatchObject({ other: 'horse' });
  });

  it('as a number: it is hidden', () => {
    expect(withoutSecrets({ pin: 123_456_789, port: 12 }, ['123456789'])).toEqual({ pin: '***', port: 12 });
  });
});
