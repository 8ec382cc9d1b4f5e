import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npxShim } from './npx-shim.js';
import { makePassingFolder } from '../passing-folder.js';

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  runs: { steps: { id?: string; run?: string; uses?: string; env?: Record<string, string> }[] };
}

const ACTION = join(process.cwd(), '.github/actions/review');
const folder = makePassingFolder('nectr-action-');
const action = load(readFileSync(join(ACTION, 'action.yml'), 'utf8')) as Action;
const upstream = join(folder, 'upstream');
const bin = npxShim(folder);
let base = '';
let head = '';

const git = (...args: string[]) =>
  execFileSync('git', ['-C', upstream, '-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
    encoding: 'utf8',
  }).trim();
const commit = (name: string, text: string) => {
  writeFileSync(join(upstream, name), text);
  git('add', '.');
  git('commit', '--quiet', '-m', `Change ${name}`);
  return git('rev-parse', 'HEAD');
};

beforeAll(() => {
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', upstream]);
  commit('run.ts', 'export const answer = 42;\n');
  git('checkout', '--quiet', '-b', 'change');
  head = commit('run.ts', 'export const answer = (code: string) => eval(code);\n');
  git('checkout', '--quiet', 'main');
  // The base moved on for longer than what is fetched at first.
  for (let at = 0; at < 60; at++) base = commit('other.ts', `export const at = ${at};\n`);
  git('checkout', '--quiet', '-b', 'merged');
  git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'change');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As actions/checkout leaves a pull request: the merge commit alone, no branch. */
function checkOut(name: string): string {
  const workspace = join(folder, name);
  execFileSync('git', ['init', '--quiet', workspace]);
  const inside = (...args: string[]) => execFileSync('git', ['-C', workspace, ...args]);
  inside('remote', 'add', 'origin', `file://${upstream}`);
  inside('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', 'merged');
  inside('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return workspace;
}

/** The step `review` with its inputs. */
function review(workspace: string, inputs: Record<string, string>) {
  const step = action.runs.steps.find(({ id }) => id === 'review');
  const temporary = mkdtempSync(join(folder, 'runner-temp-'));
  const values: Record<string, string> = { 'github.action_path': ACTION };
  for (const [name, input] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? (input.default.startsWith('${{') ? '' : input.default);
  const env = Object.entries(step?.env ?? {}).map(([name, value]) => [
    name,
    value.replace(/^\$\{\{ (\S+) \}\}$/, (_, path: string) => values[path] ?? `no value of ${path}`),
  ]);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', step?.run ?? ''], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      HOME: temporary,
      GITHUB_WORKSPACE: workspace,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_OUTPUT: join(temporary, 'output'),
      RUNNER_TEMP: temporary,
      ...Object.fromEntries(env),
    },
  });
  const output = existsSync(join(temporary, 'output')) ? readFileSync(join(temporary, 'output'), 'utf8') : '';
  const sarif = /^sarif=(.*)$/m.exec(output)?.[1];
  const report = sarif === undefined ? null : (JSON.parse(readFileSync(sarif, 'utf8')) as Sarif);
  return { status, said: stdout + stderr, output, results: report?.runs[0]?.results.map(({ ruleId }) => ruleId) };
}
interface Sarif {
  runs: { results: { ruleId: string }[] }[];
}

it('reviews a pull request that was checked out without its history, outside of its folder', () => {
  const workspace = checkOut('shallow');
  writeFileSync(join(workspace, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
  const reviewed = review(workspace, { base, head, token: 'ghs_of_the_job', package: 'nectr@0.1.0' });
  expect(reviewed.said).not.toMatch(/::error::/);
  expect(reviewed.status).toBe(0);
  expect(reviewed.output).toContain('status=1\n');
  expect(reviewed.results).toEqual(['js/eval']);
  expect(reviewed.said).not.toContain('ghs_of_the_job');
  const log = readFileSync(join(folder, 'npx.log'), 'utf8');
  expect(log).toContain('npx --yes --package nectr@0.1.0 -- nectr review');
  expect(log).not.toMatch(new RegExp(`^${workspace}`, 'm'));
});

it('fails on what it is told to, and leaves that to its last step', () => {
  const reviewed = review(checkOut('lenient'), { base, head, 'fail-on': 'never' });
  expect([reviewed.status, reviewed.output]).toEqual([0, expect.stringContaining('status=0\n')]);
  expect(action.runs.steps.at(-1)).toMatchObject({ run: 'exit "$STATUS"' });
});

it('fails where Claude has to take part and did not, and takes no other word for it', () => {
  const without = review(checkOut('required'), { base, head, 'fail-on': 'never', 'require-claude': 'true' });
  expect([without.status, without.output]).toEqual([0, expect.stringContaining('status=2\n')]);
  expect(without.said).toContain('--require-claude: Claude is not set up');
  const wrong = review(checkOut('yes'), { base, head, 'require-claude': 'yes' });
  expect([wrong.status, wrong.said]).toEqual([2, expect.stringContaining('require-claude is true or false')]);
});

it('says what is missing where the event is no pull request, and where two commits have nothing in common', () => {
  const none = review(checkOut('push'), {});
  expect([none.status, none.said]).toEqual([2, expect.stringContaining('set the inputs base and head')]);
  git('checkout', '--quiet', '--orphan', 'stranger');
  const stranger = commit('stranger.ts', 'export {};\n');
  const strangers = review(checkOut('strangers'), { base, head: stranger });
  expect([strangers.status, strangers.said]).toEqual([2, expect.stringContaining('have no commit in common')]);
});

it('runs the version that it comes with, and describes each input', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(action.inputs['package']?.default).toBe(`nectr@${version}`);
  expect(Object.values(action.inputs).filter(({ description }) => description.length < 10)).toEqual([]);
});
