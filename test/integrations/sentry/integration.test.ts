import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allOf, callOf, errorOf, formsOf, healthOf, NOW } from '../call-of.js';
import type { SentryCall } from '../../../src/integrations/sentry/call-sentry.js';
import { findIssues } from '../../../src/integrations/sentry/find-issues.js';
import { sentry } from '../../../src/integrations/sentry/integration.js';
import { commentOnIssue, linkTicket } from '../../../src/integrations/sentry/link-ticket.js';
import { readIssue } from '../../../src/integrations/sentry/read-issue.js';
import { resolveInCommit } from '../../../src/integrations/sentry/resolve-in-commit.js';
import {
  eventOf,
  INSTALLATION,
  issueOf,
  KNOWN_COMMIT,
  startLocalSentry,
  TOKEN,
  type LocalSentry,
} from './local-sentry.js';

const ISSUE = '6507376925';
const ticket = { url: 'https://linear.app/acme/issue/ENG-12', project: 'ENG', identifier: 'ENG-12' };

let local: LocalSentry;
const call = (over: { token?: string; installation?: string; organization?: string } = {}): SentryCall =>
  callOf(sentry, {
    now: () => NOW,
    config: {
      base_url: local.url,
      organization: over.organization ?? 'acme',
      ...(over.installation !== undefined && { installation: over.installation }),
    },
    credentials: { auth_token: over.token ?? TOKEN },
  });

beforeAll(async () => (local = await startLocalSentry()));
afterAll(() => local.close());
beforeEach(() => {
  local.requests.length = 0;
  local.faults.length = 0;
  local.comments.length = 0;
  local.links.clear();
  local.issue = issueOf();
  local.event = eventOf();
  local.scopes = new Set(['org:read', 'project:read', 'event:read', 'event:write']);
  local.organization = { slug: 'acme', status: { id: 'active', name: 'active' } };
});

describe('the health of Sentry', () => {
  it('is that of the organisation', async () => {
    expect(await healthOf(sentry, call())).toEqual({ status: 'healthy', detail: null });
    local.organization.status = { id: 'pending_deletion', name: 'pending deletion' };
    expect(await healthOf(sentry, call())).toEqual({
      status: 'degraded',
      detail: 'Sentry says of the organisation acme: pending deletion.',
    });
  });

  it.each<[string, () => SentryCall, string, string]>([
    ['a wrong token', () => call({ token: 'sntrys_wrong' }), 'unhealthy', 'credentials'],
    ['another organisation', () => call({ organization: 'other' }), 'unhealthy', 'not find'],
  ])('with %s says what to do', async (_, made, status, words) => {
    expect(await healthOf(sentry, made())).toMatchObject({ status, detail: expect.stringContaining(words) });
  });

  it('says that a scope is missing, that it is limited, and that it does not answer', async () => {
    local.scopes.delete('org:read');
    expect(await healthOf(sentry, call())).toMatchObject({
      status: 'unhealthy',
      detail: expect.stringContaining('permission'),
    });
    local.faults.push({ instead: { status: 429, headers: { 'retry-after': '30' } } });
    expect(await healthOf(sentry, call())).toEqual({
      status: 'degraded',
      detail: 'Sentry limits our requests until 2026-03-02T10:00:30.000Z.',
    });
    local.faults.push({ instead: { status: 502, body: 'Bad Gateway' } });
    expect(await healthOf(sentry, call())).toMatchObject({ status: 'unhealthy', detail: 'Sentry answered 502.' });
  });
});

describe('issues', () => {
  it('are found by project, file and release', async () => {
    const wanted = { project: 'shop', file: 'src/pay.ts', release: 'shop@1.4.0', most: 500 };
    expect(await findIssues(call(), wanted)).toEqual([
      {
        id: ISSUE,
        key: 'SHOP-41',
        title: 'TypeError: Cannot read properties of undefined',
        culprit: 'retry(src/pay)',
        level: 'error',
        status: 'unresolved',
        url: 'https://acme.sentry.io/issues/6507376925/',
        project: 'shop',
        count: 25,
        users: 3,
        firstSeen: '2026-02-03T22:51:19.403000Z',
        lastSeen: '2026-03-01T11:34:11Z',
      },
    ]);
    expect(local.requests[0]?.query.get('query')).toBe(
      'is:unresolved project:"shop" stack.filename:"*src/pay.ts" release:"shop@1.4.0"',
    );
    expect(await findIssues(call(), { ...wanted, release: 'shop@1.5.0' })).toEqual([]);
    expect(await findIssues(call(), { ...wanted, release: null })).toHaveLength(1);
    expect(await findIssues(call(), { ...wanted, file: 'src/cart.ts' })).toEqual([]);
  });

  it.each([
    ['" is:resolved stack.filename:"x'],
    ['src/*.ts'],
    ['src/a\\"b.ts'],
    ['src/größe/日本 語.ts'],
    ['x" release:"shop@1.4.0'],
  ])('are asked for with the file %s as it is', async (file) => {
    expect(await findIssues(call(), { project: 'shop', file, release: null, most: 5 })).toEqual([]);
  });

  it('are read with their latest event', async () => {
    const { issue, event } = await readIssue(call(), ISSUE);
    expect(issue.key).toBe('SHOP-41');
    expect(event).toMatchObject({
      id: '7ca573c0f4814912aaa9bdc77d1a7d51',
      release: 'shop@1.4.0',
      environment: 'production',
      tags: [
        { key: 'environment', value: 'production' },
        { key: 'level', value: 'error' },
      ],
      exceptions: [
        {
          type: 'TypeError',
          value: 'Cannot read properties of undefined – „größe“ 💥',
          frames: [
            { file: 'node_modules/express/lib/router.js', inApp: false },
            { file: 'src/server.ts', line: 40, inApp: true },
            { file: 'src/pay.ts', absolutePath: '/app/src/pay.ts', function: 'retry', line: 12, inApp: true },
          ],
        },
      ],
    });
    local.event = null;
    expect(await readIssue(call(), ISSUE)).toMatchObject({ issue: { key: 'SHOP-41' }, event: null });
  });

  it('that are not there are not found, and a number cannot lead elsewhere', async () => {
    expect(await errorOf(readIssue(call(), '1'))).toMatchObject({ why: 'not-found' });
    expect(await errorOf(readIssue(call(), '../../../../organizations/acme'))).toMatchObject({ why: 'not-found' });
    expect(local.requests.at(-1)?.path).toContain('%2F');
  });

  it('whose answer is larger than is read give no answer that is used', async () => {
    local.event = eventOf({ message: 'x'.repeat(2 << 20) });
    expect(await errorOf(readIssue(call(), ISSUE))).toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: false,
    });
  });
});

describe('a ticket', () => {
  it('is named in one comment, however often and whatever got lost', async () => {
    expect(await linkTicket(call(), ISSUE, ticket)).toBe('commented');
    expect(await linkTicket(call(), ISSUE, ticket)).toBe('commented');
    expect(local.comments.map(({ data }) => data.text)).toEqual(['Tracked as https://linear.app/acme/issue/ENG-12']);
    // One whose address begins the same is another.
    await linkTicket(call(), ISSUE, { ...ticket, url: 'https://linear.app/acme/issue/ENG-1' });
    expect(local.comments).toHaveLength(2);
  });

  it.each([[{ status: 503, body: { detail: 'x' } }], ['cut' as const]])(
    'whose comment was made and whose answer was lost (%j) is found again',
    async (lost) => {
      // The list of comments is read first.
      local.faults.push({ afterwards: { status: 200, body: [] } }, { afterwards: lost });
      const error = await errorOf(linkTicket(call(), ISSUE, ticket));
      expect(error).toMatchObject({ name: 'ServiceUnavailableError', mayBeDone: true });
      await linkTicket(call(), ISSUE, ticket);
      expect(local.comments).toHaveLength(1);
    },
  );

  it('is linked where the installation is known, again without harm', async () => {
    const linked = call({ installation: INSTALLATION });
    local.faults.push({ afterwards: 'cut' });
    expect(await errorOf(linkTicket(linked, ISSUE, ticket))).toMatchObject({ mayBeDone: false });
    expect(await linkTicket(linked, ISSUE, ticket)).toBe('linked');
    expect([...local.links]).toEqual([
      ['ENG#ENG-12', { issueId: 6507376925, webUrl: ticket.url, project: 'ENG', identifier: 'ENG-12' }],
    ]);
    expect(local.comments).toEqual([]);
  });

  it('is not commented on without the scope', async () => {
    local.scopes.delete('event:write');
    expect(await errorOf(commentOnIssue(call(), ISSUE, { text: 'a', once: 'a' }))).toMatchObject({
      why: 'permission',
      message: 'Sentry does not allow it: You do not have permission to perform this action.',
    });
  });
});

describe('an issue', () => {
  it('is resolved in a commit, again without harm', async () => {
    local.faults.push({ afterwards: { status: 500, body: { detail: 'Internal Error', errorId: 'e' } } });
    const fixed = { commit: KNOWN_COMMIT, repository: 'acme/shop' };
    expect(await errorOf(resolveInCommit(call(), ISSUE, fixed))).toMatchObject({ mayBeDone: false });
    await resolveInCommit(call(), ISSUE, fixed);
    expect(local.issue).toMatchObject({ status: 'resolved', statusDetails: { inCommit: fixed } });
    expect(local.requests.at(-1)?.body).toEqual({ status: 'resolved', statusDetails: { inCommit: fixed } });
  });

  it.each([
    [{ commit: 'f'.repeat(40), repository: 'acme/shop' }, 'Unable to find the given commit.'],
    [{ commit: KNOWN_COMMIT, repository: 'acme/other' }, 'Unable to find the given repository.'],
  ])('is not in %j', async (fixed, words) => {
    expect(await errorOf(resolveInCommit(call(), ISSUE, fixed))).toMatchObject({
      why: 'invalid',
      message: `Sentry refused it with status 400: ${words}`,
    });
  });
});

describe('Sentry’s limits', () => {
  it.each<[Record<string, string>, string]>([
    [{ 'x-sentry-rate-limit-reset': String(NOW.getTime() / 1000 + 7) }, '2026-03-02T10:00:07.000Z'],
    [{ 'x-sentry-rate-limit-reset': String(NOW.getTime() / 1000 + 7), 'retry-after': '3' }, '2026-03-02T10:00:03.000Z'],
    [{ 'x-sentry-rate-limit-reset': String(NOW.getTime() / 1000 + 1e8) }, '2026-03-02T16:00:00.000Z'],
    [{ 'x-sentry-rate-limit-reset': 'soon' }, '2026-03-02T10:01:00.000Z'],
    [{}, '2026-03-02T10:01:00.000Z'],
  ])('of %j end at %s', async (headers, until) => {
    local.faults.push({
      instead: {
        status: 429,
        headers,
        body: { detail: 'You are attempting to use this endpoint too frequently. Limit is 5 requests in 1 seconds' },
      },
    });
    const error = await errorOf(readIssue(call(), ISSUE));
    expect(error).toMatchObject({ name: 'ServiceLimitedError', until: new Date(until) });
  });
});

describe('credentials of Sentry', () => {
  it.each<[unknown, string]>([
    [{}, 'The auth token is missing'],
    [{ auth_token: '' }, 'The auth token is missing'],
    [{ auth_token: `${TOKEN}\n` }, 'must not hold spaces, line ends'],
    [{ auth_token: TOKEN, client_secret: 'short' }, 'The client secret has at least 16 characters'],
  ])('%j are refused with words that help and tell nothing', (given, words) => {
    const { error } = sentry.credentials.safeParse(given);
    expect(allOf(error)).toContain(words);
    expect(allOf(error)).not.toContain(TOKEN);
  });

  it.each([
    [{ organization: '../x' }],
    [{ organization: 'acme', base_url: 'ftp://sentry.io' }],
    [{ organization: 'acme', base_url: `https://me:${TOKEN}@sentry.io` }],
    [{ organization: 'acme', base_url: 'https://sentry.io/?a=b' }],
    [{ organization: 'acme', installation: 'x' }],
  ])('and the configuration %j', (given) => {
    expect(sentry.config.safeParse(given).success).toBe(false);
  });

  it('stand in no error, whatever the service says and however it fails', async () => {
    const echoes = [401, 403, 404, 409, 418, 429, 500].map((status) => ({
      instead: { status, body: { detail: `no: Bearer ${TOKEN} / ${TOKEN}`, [TOKEN]: { a: [TOKEN] } } },
    }));
    local.faults.push(...echoes, { afterwards: 'cut' }, { instead: { status: 200, body: TOKEN } });
    for (let left = local.faults.length; left > 0; left--) {
      const error = await errorOf(resolveInCommit(call(), ISSUE, { commit: KNOWN_COMMIT, repository: 'acme/shop' }));
      for (const form of formsOf(TOKEN)) expect(allOf(error)).not.toContain(form);
    }
    expect(local.faults).toEqual([]);
  });

  it('do not go to a private network that is not allowed', async () => {
    const error = await errorOf(
      readIssue(
        callOf(sentry, {
          config: { base_url: local.url, organization: 'acme' },
          credentials: { auth_token: TOKEN },
          allowed: [],
        }),
        ISSUE,
      ),
    );
    expect(error).toMatchObject({ why: 'invalid' });
    expect(local.requests).toEqual([]);
  });

  it('stay behind when Sentry redirects elsewhere', async () => {
    const other = await startLocalSentry();
    local.faults.push({ instead: { status: 302, headers: { location: `${other.url}/api/0/organizations/acme/` } } });
    expect(await healthOf(sentry, call())).toMatchObject({ status: 'unhealthy' });
    expect(other.requests).toEqual([]);
    await other.close();
  });
});
