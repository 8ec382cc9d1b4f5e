import { describe, expect, it } from 'vitest';
import { eventFacts } from '../../../src/workflows/executions/event-facts.js';

const repo = (full_name: string) => ({ full_name });
const pull = {
  number: 7,
  title: 'Round',
  body: null,
  draft: false,
  user: { login: 'dora', type: 'User' },
  labels: [{ name: 'bug' }],
  base: { ref: 'main', sha: 'a'.repeat(40), repo: repo('acme/shop') },
  head: { ref: 'topic', sha: 'b'.repeat(40), repo: repo('acme/shop') as { full_name: string } | null },
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-21T08:00:00Z',
};
const factsOf = (payload: unknown, { source = 'github', type = 'pull_request.opened' } = {}) =>
  eventFacts({ source, type, payload });

describe('the type', () => {
  it.each([
    ['github', 'pull_request.opened', 'pull_request'],
    ['github', 'push', 'push'],
    ['schedule', 'pull_request.synchronize', 'pull_request'],
    ['sentry', 'sentry.issue.created', 'sentry.issue.created'],
    ['webhook', 'webhook', 'webhook'],
  ])('of %s: %s', (source, type, expected) => {
    expect(factsOf({ action: 'opened' }, { source, type }).type).toBe(expected);
  });
});

it('an empty description is a text, one that is not told is not known', () => {
  expect(factsOf({ pull_request: pull }).body).toBe('');
  const { body: _, ...silent } = pull;
  expect(factsOf({ pull_request: silent }).body).toBeUndefined();
  expect(factsOf({ issue: { number: 1, title: 'x', body: null } }, { type: 'issues.opened' }).body).toBe('');
});

it('says when it was opened and changed, and an odd time hides nothing else', () => {
  expect(factsOf({ pull_request: pull })).toMatchObject({ created_at: pull.created_at, updated_at: pull.updated_at });
  const odd = factsOf({ pull_request: { ...pull, created_at: 'soon' } });
  expect(odd).toMatchObject({ number: 7, updated_at: pull.updated_at });
  expect(odd.created_at).toBeUndefined();
});

it.each([
  ['the same repository', pull.head, false],
  ['another one', { ...pull.head, repo: repo('dora/shop') }, true],
  ['a fork that is gone', { ...pull.head, repo: null }, true],
  ['one that is not told', { ref: 'topic', sha: 'b' }, undefined],
])('is from a fork: %s', (_, head, fork) => {
  expect(factsOf({ pull_request: { ...pull, head } }).fork).toBe(fork);
});

it.each([
  ['a person, whose commits may tell of help', pull.user, 'topic', undefined],
  ['a bot', { login: 'renovate[bot]', type: 'Bot' }, 'renovate/x', 'bot'],
  ["an agent's branch", pull.user, 'copilot/fix-1', 'assisted'],
])('who made it, where no commit can change that: %s', (_, user, ref, origin) => {
  expect(factsOf({ pull_request: { ...pull, user, head: { ...pull.head, ref } } }).origin).toBe(origin);
});
