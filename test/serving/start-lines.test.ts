import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { startLines, type StartFacts } from '../../src/serving/start-lines.js';

const facts: StartFacts = {
  config: { ...readConfig({}), dataFolder: '/srv/nectr' },
  app: { id: 1, slug: 'nectr-acme', html_url: 'https://github.com/apps/nectr-acme' },
  accounts: ['acme', 'globex'],
  repositories: 12,
  url: 'http://localhost:3000',
};

it('names the App, where it is installed, Claude, the data and the address', () => {
  expect(startLines(facts)).toEqual([
    'GitHub App: nectr-acme (https://github.com/apps/nectr-acme), installed on acme, globex, 12 repositories',
    'Install it on more repositories: https://github.com/apps/nectr-acme/installations/new',
    'Claude: off, the rules review alone; ANTHROPIC_API_KEY or CLAUDE_PROVIDER lets it take part',
    'Data: in /srv/nectr, with its own PostgreSQL; NECTR_DATA names another folder',
    'Open http://localhost:3000, and `nectr doctor` looks whether all is well',
  ]);
});

it('says what is not known, and what is otherwise', () => {
  const env = { ANTHROPIC_API_KEY: 'sk-ant-12345678', DATABASE_URL: 'postgres://u:p@h/d', SECRET_KEY: 'k'.repeat(32) };
  const config = { ...readConfig(env), dataFolder: '/srv/nectr' };
  expect(startLines({ ...facts, config, app: null, accounts: null })).toEqual([
    'GitHub App: GitHub has not answered yet',
    'Claude: on, claude-sonnet-5-5 through the Anthropic API',
    'Data: in the PostgreSQL of DATABASE_URL; snapshots in /srv/nectr',
    'Open http://localhost:3000, and `nectr doctor` looks whether all is well',
  ]);
  const app = { id: 1, slug: 'nectr-acme', html_url: undefined };
  const ghe = { ...config, gheHost: 'github.acme.dev', GHE_PROTOCOL: 'https' as const };
  expect(startLines({ ...facts, config: ghe, app, accounts: [], repositories: 0 }).slice(0, 2)).toEqual([
    'GitHub App: nectr-acme (https://github.acme.dev/github-apps/nectr-acme), installed nowhere yet',
    'Install it on more repositories: https://github.acme.dev/github-apps/nectr-acme/installations/new',
  ]);
});
