import { expect, it } from 'vitest';
import { originOf, type Made } from '../../../src/graph/history/origin-of.js';

const person = { author: { login: 'dana', isBot: false }, headRef: 'fix-totals', messages: 'Fix totals' };
const bot = (login: string) => ({ author: { login, isBot: true } });
const by = (line: string) => ({ messages: `Fix totals\n\n${line}\n` });

it.each<[string, Partial<Made>, ReturnType<typeof originOf>]>([
  ['a person', {}, 'human'],
  ['a dependency bot', bot('dependabot[bot]'), 'bot'],
  ['an unknown App', bot('release-helper[bot]'), 'bot'],
  ["an agent's App", bot('devin-ai-integration[bot]'), 'agent'],
  ["an agent's App in capitals", bot('Copilot'), 'agent'],
  ['an account of an agent that is no App', { author: { login: 'openhands-agent', isBot: false } }, 'agent'],
  ['a bot on an agent’s branch', { ...bot('renovate[bot]'), headRef: 'claude/x' }, 'bot'],
  ['an agent’s branch', { headRef: 'claude/fix-totals-0x1' }, 'assisted'],
  ['an agent’s branch in capitals', { headRef: 'Codex/fix' }, 'assisted'],
  ['a co-author by address', by('Co-Authored-By: Claude <noreply@anthropic.com>'), 'assisted'],
  ['a co-author by login', by('Co-authored-by: x <198982749+Copilot@users.noreply.github.com>'), 'assisted'],
  [
    'a co-author that is an App',
    by('Co-authored-by: g <161369871+google-labs-jules[bot]@users.noreply.github.com>'),
    'assisted',
  ],
  ['an account that is gone, on an agent’s branch', { author: null, headRef: 'cursor/x' }, 'assisted'],
  ['an account that is gone', { author: null }, 'human'],
  // A mere word is no proof.
  ['a person called Claude', { author: { login: 'claude-monet', isBot: false } }, 'human'],
  ['a co-author called Claude', by('Co-authored-by: Claude Monet <claude@monet.example>'), 'human'],
  ['a branch about a cursor', { headRef: 'fix/cursor-jumps' }, 'human'],
  ['a branch that only begins so', { headRef: 'codex-parser' }, 'human'],
  ['a message that talks of it', by('We no longer use Co-authored-by: Claude <noreply@anthropic.com> here'), 'human'],
  ['an address that only ends so', by('Co-authored-by: x <notcopilot@users.noreply.github.com>'), 'human'],
])('%s', (_, made, origin) => {
  expect(originOf({ ...person, ...made })).toBe(origin);
});
