import { describe, expect, it } from 'vitest';
import { KNOWN_AGENTS } from '../../../../src/graph/history/known-agents.js';
import {
  detectPlatform,
  type CommitEvidence,
  type PlatformEvidence,
} from '../../../../src/workflows/steps/platform/detect-platform.js';
import { SIGNALS } from '../../../../src/workflows/steps/platform/signals.js';
import { startTimer } from '../../../cpu-time.js';

const nothing: PlatformEvidence = {
  paths: ['src/index.ts', 'README.md', 'package.json'],
  commits: [],
  author: null,
  headRef: null,
  packageJson: null,
  readme: null,
};
const detect = (evidence: Partial<PlatformEvidence>) => detectPlatform({ ...nothing, ...evidence });
const commit = (message: string, author: Partial<CommitEvidence['author']> = {}): CommitEvidence => ({
  message,
  author: { name: 'Dana', email: 'dana@example.com', login: 'dana', ...author },
});
const manifest = (dependencies: Record<string, string>, scripts: Record<string, string> = {}) =>
  JSON.stringify({ name: 'shop', scripts, dependencies: { react: '^19.0.0' }, devDependencies: dependencies });
const dana = { login: 'dana', isBot: false };

const LOVABLE = `# Welcome to your Lovable project

## Project info

**URL**: https://lovable.dev/projects/fda91467-975c-49b2-92f4-418cdccd9b55

## How can I edit this code?

Simply visit the [Lovable Project](https://lovable.dev/projects/fda91467) and start prompting.
`;
const AI_STUDIO = `<div align="center">
<img width="1200" height="475" alt="GHBanner" src="https://example.com/banner" />
</div>

# Run and deploy your AI Studio app

This contains everything you need to run your app locally.

View your app in AI Studio: https://ai.studio/apps/drive/16RJ-WLw
`;
const SPACE = `---
title: Insight
emoji: 🚀
colorFrom: gray
colorTo: pink
sdk: gradio
sdk_version: 4.37.2
app_file: app.py
---

Check out the configuration reference at https://huggingface.co/docs/hub/spaces-config-reference
`;

describe('who made a repository', () => {
  it.each<[string, string, Partial<PlatformEvidence>]>([
    ['replit', 'its configuration', { paths: ['.replit', 'replit.nix', 'main.py'] }],
    ['replit', 'a project one folder below', { paths: ['web/.replit', 'web/main.py'] }],
    [
      'replit',
      'its trailer',
      { commits: [commit('Add login\n\nReplit-Commit-Author: Agent\nReplit-Commit-Session-Id: 1')] },
    ],
    ['lovable', 'package and README', { packageJson: manifest({ 'lovable-tagger': '^1.1.9' }), readme: LOVABLE }],
    [
      'lovable',
      'its account',
      { commits: [commit('Changes', { name: 'gpt-engineer-app[bot]', login: 'lovable-dev[bot]' })] },
    ],
    [
      'lovable',
      'its account by address',
      {
        commits: [
          commit('Changes', { email: '159125892+gpt-engineer-app[bot]@users.noreply.github.com', login: null }),
        ],
      },
    ],
    ['bolt', 'its folder', { paths: ['.bolt/config.json', '.bolt/prompt', 'src/App.tsx'] }],
    ['same', 'its notes and runtime', { paths: ['.same/todos.md'], packageJson: manifest({ 'same-runtime': '1' }) }],
    ['emergent', 'its metadata', { paths: ['.emergent/emergent.yml', 'backend/server.py'] }],
    [
      'emergent',
      'its author',
      { commits: [commit('Auto-generated changes', { name: 'emergent-agent-e1', login: null })] },
    ],
    [
      'base44',
      'packages and README',
      {
        packageJson: manifest({ '@base44/sdk': '1', '@base44/vite-plugin': '1' }),
        readme: '# Base44 App\n\n\nThis app was created automatically by Base44.\n',
      },
    ],
    ['windsurf', 'its rules', { paths: ['.windsurfrules'] }],
    ['continue', 'its rules', { paths: ['.continue/rules/style.md'] }],
    ['continue', 'its trailer', { commits: [commit('Fix\n\nCo-Authored-By: Continue <noreply@continue.dev>')] }],
    ['aider', 'its files', { paths: ['.aider.chat.history.md'] }],
    ['aider', 'its author', { commits: [commit('feat: totals', { name: 'Dana (aider)' })] }],
    ['amazon_q', 'its rules', { paths: ['.amazonq/rules/cdk.md'] }],
    ['google_ai_studio', 'its README', { readme: AI_STUDIO }],
    ['google_ai_studio', 'its README with line ends of Windows', { readme: AI_STUDIO.replaceAll('\n', '\r\n') }],
    ['huggingface_code', 'the head of its README', { readme: SPACE }],
    ['codegpt', 'its folder', { paths: ['.codegpt/instructions.md'] }],
    ['phind', 'its folder', { paths: ['.phind/config.json'] }],
    ['supermaven', 'its file', { paths: ['.supermavenignore'] }],
  ])('%s, by %s', (platform, _, evidence) => {
    const found = detect(evidence);
    expect(found).toMatchObject({ platform, kind: SIGNALS.find((row) => row.platform === platform)?.kind });
    expect(found.confidence).toBeGreaterThanOrEqual(0.3);
    expect(found.confidence).toBeLessThanOrEqual(1);
    expect(found.evidence.length).toBeGreaterThan(0);
  });

  it('says what it saw, and where', () => {
    expect(detect({ paths: ['.bolt/config.json'] }).evidence).toEqual([
      { what: 'a file of its own', where: '.bolt/config.json' },
      { what: 'set up for it', where: '.bolt/config.json' },
    ]);
  });

  it('adds up by the weights of the engine', () => {
    expect(detect({ paths: ['.bolt/config.json'] }).confidence).toBe(0.45);
    expect(detect({ paths: ['.replit', 'replit.nix', 'replit.md'] }).confidence).toBe(0.6);
    const packageJson = manifest({ '@base44/sdk': '1', '@base44/vite-plugin': '1' });
    expect(detect({ packageJson }).confidence).toBe(0.25);
    const scripts = { 'build:dev': 'vite build --mode development' };
    expect(detect({ packageJson: manifest({ 'lovable-tagger': '1' }, scripts) }).confidence).toBe(0.25);
  });

  it('names the stronger of two', () => {
    const commits = [commit('a'), commit('b'), commit('c\n\nCo-Authored-By: Claude <noreply@anthropic.com>')];
    expect(detect({ paths: ['.replit', 'replit.nix'], commits }).platform).toBe('replit');
  });

  it('names none of two that are equally likely', () => {
    const found = detect({ paths: ['.windsurfrules', '.supermavenignore'] });
    expect(found).toMatchObject({ platform: null, kind: null });
    expect(found.evidence.map(({ where }) => where)).toEqual(['.windsurfrules', '.supermavenignore']);
  });
});

describe('who made a change', () => {
  const trailer = (line: string) => ({ author: dana, commits: [commit(`Fix totals\n\n${line}`)] });
  it.each<[string, string, string, Partial<PlatformEvidence>]>([
    ['claude_code', 'assisted', 'its co-author', trailer('Co-Authored-By: Claude <noreply@anthropic.com>')],
    ['claude_code', 'assisted', 'its line', trailer('🤖 Generated with [Claude Code](https://claude.com/claude-code)')],
    ['cursor', 'assisted', 'its co-author', trailer('Co-authored-by: Cursor <cursoragent@cursor.com>')],
    ['copilot', 'agent', 'its account', { author: { login: 'Copilot', isBot: true }, headRef: 'copilot/fix-1' }],
    ['codex', 'assisted', 'its branch', { author: dana, headRef: 'codex/add-totals' }],
    ['devin', 'agent', 'its account', { author: { login: 'devin-ai-integration[bot]', isBot: true } }],
    ['jules', 'agent', 'its account', { author: { login: 'google-labs-jules[bot]', isBot: true } }],
    ['amp', 'assisted', 'its thread', trailer('Amp-Thread: https://ampcode.com/threads/T-0d3c')],
    ['gemini_cli', 'agent', 'its account', { author: { login: 'gemini-cli[bot]', isBot: true } }],
    ['opencode', 'assisted', 'its line', trailer('🤖 Generated with [opencode](https://opencode.ai)')],
    ['junie', 'assisted', 'its co-author', trailer('Co-authored-by: Junie <junie@jetbrains.com>')],
    ['amazon_q', 'agent', 'its account', { author: { login: 'amazon-q-developer[bot]', isBot: true } }],
    ['lovable', 'agent', 'its account', { author: { login: 'lovable-dev[bot]', isBot: true } }],
    ['aider', 'assisted', 'its author', { author: dana, commits: [commit('fix: x', { name: 'Dana (aider)' })] }],
    ['replit', 'assisted', 'its trailer', trailer('Replit-Commit-Author: Assistant')],
  ])('%s (%s), by %s', (platform, origin, _, evidence) => {
    expect(detect(evidence)).toMatchObject({ platform, origin });
  });

  it('counts signed commits by their share', () => {
    const signed = commit('b\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
    const among = (others: number) =>
      detect({ author: dana, commits: [signed, ...Array<CommitEvidence>(others).fill(commit('a'))] });
    expect(among(0)).toMatchObject({ platform: 'claude_code', confidence: 0.8 });
    expect(among(2)).toMatchObject({ platform: 'claude_code', confidence: 0.4 });
    // One of a hundred commits did not make the repository, but the change is no longer a person's alone.
    expect(among(99)).toMatchObject({ platform: null, origin: 'assisted' });
  });

  it('knows every agent that the graph knows', () => {
    const told = new Set(SIGNALS.map(({ agent }) => agent));
    expect(KNOWN_AGENTS.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
    expect(
      SIGNALS.filter(({ agent }) => agent !== undefined && !KNOWN_AGENTS.some(({ name }) => name === agent)),
    ).toEqual([]);
  });
});

describe('what only mentions a name', () => {
  it.each<[string, Partial<PlatformEvidence>]>([
    ['nothing at all', {}],
    [
      'a README about a platform',
      { readme: '# Guide\n\nBuilt with Lovable, Bolt.new and Replit. See https://lovable.dev.' },
    ],
    ['a README that quotes a template', { readme: `# How it looks\n\n\`\`\`md\n${LOVABLE}\n\`\`\`\n` }],
    ['one line of a template', { readme: 'We removed this:\n\n# Welcome to your Lovable project\n' }],
    ['one package that everybody may use', { packageJson: manifest({ '@base44/sdk': '1' }) }],
    [
      'an editor library of Replit',
      { packageJson: manifest({ '@replit/codemirror-vim': '6', '@replit/codemirror-emacs': '6' }) },
    ],
    [
      'bots of Slack',
      { packageJson: manifest({ '@slack/bolt': '4' }), paths: ['src/bolt/app.ts', 'bolt/config.json'] },
    ],
    ['a package of the same name', { packageJson: JSON.stringify({ name: 'lovable-tagger', dependencies: {} }) }],
    [
      'a test that needs a configuration',
      { paths: ['test/fixtures/.replit', 'tests/replit.nix', '__tests__/.bolt/config.json'] },
    ],
    ['templates for others', { paths: ['templates/.replit', 'examples/.windsurfrules', 'docs/.same/todos.md'] }],
    ['a file deep inside', { paths: ['packages/detector/src/.replit'] }],
    ['a longer name', { paths: ['.replit.md', 'x.windsurfrules', '.boltrc', '.same.md', '.codegpt.json'] }],
    [
      'a module that continues',
      { paths: ['src/continue.ts', 'continue/config.yaml'], commits: [commit('Continue with totals')] },
    ],
    ['a project called aider', { paths: ['aider/main.py'], commits: [commit('Aider users asked for this')] }],
    [
      'settings of agents that sign what they write',
      { paths: ['CLAUDE.md', '.claude/settings.json', '.cursor/rules/a.mdc', 'GEMINI.md'] },
    ],
    [
      'a person called Claude',
      { commits: [commit('Fix', { name: 'Claude Monet', email: 'claude@monet.example', login: 'claude-monet' })] },
    ],
    [
      'a message about a trailer',
      { commits: [commit('Drop the line "Generated with [Claude Code](https://claude.com/claude-code)"')] },
    ],
    ['a branch about a cursor', { author: dana, headRef: 'fix/cursor-jumps' }],
    ['a Space that is linked', { readme: 'Demo: https://huggingface.co/spaces/acme/demo\n\nsdk: gradio\n' }],
    [
      'a page with other front matter',
      { readme: '---\ntitle: Docs\nsidebar: 1\n---\n\nsdk: gradio\ncolorFrom: red\n' },
    ],
    [
      'an app that uses Gemini',
      { packageJson: manifest({ '@google/genai': '1' }), paths: ['metadata.json', 'App.tsx'] },
    ],
    ['a package.json that is none', { packageJson: '{"dependencies": {"lovable-tagger": ' }],
    ['a package.json of another shape', { packageJson: '{"dependencies": ["lovable-tagger"], "scripts": null}' }],
    ['a package.json that is a list', { packageJson: '[]' }],
  ])('%s', (_, evidence) => {
    expect(detect(evidence)).toMatchObject({ platform: null, kind: null, origin: 'human' });
    expect(detect(evidence).confidence).toBeLessThan(0.3);
  });

  it('leaves a bot a bot', () => {
    expect(detect({ author: { login: 'renovate[bot]', isBot: true }, headRef: 'claude/x' })).toMatchObject({
      platform: null,
      origin: 'bot',
    });
  });
});

it('stays quick whatever it is given', () => {
  const long = 'a/'.repeat(500);
  const timer = startTimer();
  const found = detect({
    paths: Array.from({ length: 200_000 }, (_, index) => `${long}${index}`),
    commits: Array.from({ length: 2000 }, () => commit(`${'co-authored-by: '.repeat(3000)}${' '.repeat(50_000)}`)),
    packageJson: `{"dependencies": {${Array.from({ length: 10_000 }, (_, index) => `"p${index}": "1"`).join(',')}}}`,
    readme: `---\n${'sdk: \n'.repeat(100_000)}`,
  });
  expect(found.platform).toBeNull();
  expect(timer()).toBeLessThan(3000);
});
