import { expect, it } from 'vitest';
import { callKind, callPoints, isAppCall } from '../../../src/github/client/call-kind.js';

const REPO = 'https://api.github.com/repos/acme/shop';
const document = (query: string) => JSON.stringify({ query, variables: { text: '"query":"query' } });

it.each([
  ['GET', `${REPO}/pulls/1/files`, null, 'read', 1],
  ['POST', `${REPO}/pulls/1/reviews`, '{}', 'content', 5],
  ['POST', `${REPO}/pulls/1/reviews/7/events`, '{}', 'content', 5],
  ['POST', `${REPO}/issues/1/comments`, '{}', 'content', 5],
  ['POST', `${REPO}/pulls/1/comments/7/replies`, '{}', 'content', 5],
  ['POST', `${REPO}/issues`, '{}', 'content', 5],
  ['POST', `${REPO}/pulls/1/requested_reviewers`, '{}', 'content', 5],
  ['POST', `${REPO}/labels`, '{}', 'write', 5],
  ['DELETE', `${REPO}/issues/1/labels/bug`, null, 'write', 5],
  ['POST', `${REPO}/something/new`, '{}', 'content', 5],
  ['PUT', `${REPO}/pulls/1/reviews/7/dismissals`, '{}', 'content', 5],
  ['POST', `${REPO}/check-runs`, '{}', 'write', 5],
  ['PATCH', `${REPO}/check-runs/7`, '{}', 'write', 5],
  ['PATCH', `${REPO}/issues/comments/7`, '{}', 'write', 5],
  ['POST', `${REPO}/issues/comments/7/reactions`, '{}', 'write', 5],
  ['POST', `${REPO}/issues/1/labels`, '{}', 'write', 5],
  ['DELETE', `${REPO}/pulls/1/reviews/7`, null, 'write', 5],
  ['POST', 'https://ghe.test/api/graphql', document('query { viewer { login } }'), 'read', 1],
  ['POST', 'https://ghe.test/api/graphql', document(' query ($a: ID!) { node(id: $a) { id } }'), 'read', 1],
  ['POST', 'https://ghe.test/api/graphql', document('mutation { x }'), 'write', 5],
  ['POST', 'https://api.github.com/app/installations/9/access_tokens', '{}', 'read', 5],
  ['POST', 'https://api.github.com/app/hook/deliveries/9/attempts', '{}', 'write', 5],
])('%s %s is a %s', (method, url, body, kind, points) => {
  expect(callKind({ method, url, body })).toBe(kind);
  expect(callPoints({ method, url, body })).toBe(points);
});

it.each([
  ['https://api.github.com/app', true],
  ['https://ghe.test/api/v3/app/installations/9/access_tokens', true],
  ['/app/installations/{installation_id}/access_tokens', true],
  ['https://api.github.com/repos/acme/app/issues', false],
  ['https://api.github.com/apps/nectr', false],
  ['/repos/{owner}/{repo}/pulls', false],
])('%s is asked as the App: %s', (url, asApp) => {
  expect(isAppCall(url)).toBe(asApp);
});
