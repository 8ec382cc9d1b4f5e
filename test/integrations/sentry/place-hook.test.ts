import { describe, expect, it } from 'vitest';
import { sentry } from '../../../src/integrations/sentry/integration.js';
import { event, headersOf, hook, issue, SECRET } from './hooks.js';

const NOW = new Date('2026-03-02T10:00:00Z');

/** What a webhook becomes with these settings. */
function received(resource: string, body: object, repositories: Record<string, string> = {}) {
  const text = JSON.stringify(body);
  const config = sentry.config.parse({ organization: 'acme', repositories });
  const credentials = sentry.credentials.parse({ auth_token: 'x'.repeat(40), client_secret: SECRET });
  const request = {
    method: 'POST',
    headers: new Headers(headersOf(resource, text)),
    body: Buffer.from(text),
    now: NOW,
  };
  return sentry.inbound!.receive(request, { config, credentials });
}

describe('a webhook of Sentry', () => {
  it('belongs to the repository that its project is set to, else to the one of its name', () => {
    const created = hook('created', { issue: issue() });
    expect(received('issue', created, { shop: 'acme/backend' })).toMatchObject({ repository: 'acme/backend' });
    expect(received('issue', created, { other: 'acme/other' })).toMatchObject({ repository: 'shop' });
    expect(received('issue', hook('created', { issue: issue({ project: null }) }))).toMatchObject({ repository: null });
    // Its project is told by its number only.
    expect(received('error', hook('created', { error: event() }))).toMatchObject({ repository: null });
  });

  it('tells its organisation, which makes its issue one of its kind', () => {
    expect(received('issue', hook('created', { issue: issue() }))).toMatchObject({
      payload: { organization: 'acme', issue: { id: '1234567890' } },
    });
  });

  it('with a repository that is none is not set up', () => {
    for (const wrong of [{ shop: 'shop' }, { shop: 'a/b/c' }, { '/': 'acme/shop' }, { shop: 'https://x/y' }])
      expect(sentry.config.safeParse({ organization: 'acme', repositories: wrong }).success).toBe(false);
  });

  it('is refused as before where its signature does not fit', () => {
    const text = JSON.stringify(hook('created', { issue: issue() }));
    const config = sentry.config.parse({ organization: 'acme' });
    const credentials = sentry.credentials.parse({ auth_token: 'x'.repeat(40), client_secret: 'y'.repeat(32) });
    const headers = new Headers(headersOf('issue', text));
    const request = { method: 'POST', headers, body: Buffer.from(text), now: NOW };
    expect(sentry.inbound!.receive(request, { config, credentials })).toMatchObject({ kind: 'refused', status: 401 });
  });
});
