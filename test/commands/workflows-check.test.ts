import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { command } from '../../src/commands/workflows.js';
import { definitionJsonSchema } from '../../src/workflows/definitions/definition-json-schema.js';

let folder: string;
let [out, err] = ['', ''];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-workflows-'));
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((err += String(chunk)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

function file(text: string | Buffer, name = 'a.yml'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const check = async (...args: string[]) => {
  await command.run(['check', ...args], {});
  return out.replaceAll(`${folder}/`, '');
};
const DO = 'do: [{ delay: { for: 1m } }]\n';

it('says what a file does', async () => {
  const path = file(`
name: Payments need two people
on:
  - event: pull_request.opened, pull_request.synchronize
  - schedule: '0 9 * * 1'
    timezone: Europe/Berlin
  - manual: { inputs: { reason: string } }
if: touches("payments/**")
config: { notifications: { on_failure: [slack] } }
do:
  - { approval: { from: [write] }, name: asked }
  - { post_comment: { body: 'By \${{ steps.asked.by }}' }, if: steps.asked.granted }
`);
  expect(await check(path)).toBe(`a.yml: Payments need two people (active)
  on    pull_request.opened, pull_request.synchronize
        schedule 0 9 * * 1 (Europe/Berlin)
        by hand with reason: string
  if    touches("payments/**")
  do    asked: approval
        post_comment, if steps.asked.granted
  runs  one after the other for each pull request, 5 at work at most, 300 s each, 3 attempts a step
  tells on failure slack
`);
  expect([err, process.exitCode]).toEqual(['', undefined]);
});

it('names every problem with its field, of every file, and ends with 1', async () => {
  const wrong = file('name: a\non: [{ schedule: daily }]\ndo: [{ delay: { for: 1m } }]\nsteps: []\n');
  const condition = file(`name: a\non: [{ manual: }]\nif: nonsense == 1\n${DO}  # fine\n`, 'b.yml');
  const said = await check(wrong, condition);
  expect(said).toContain('a.yml: on[0]');
  expect(said).toContain('a.yml: steps: is not a known field');
  expect(said).toContain('b.yml: if: ');
  expect(process.exitCode).toBe(1);
});

it.each([
  ['no YAML', 'a: [', 'is not valid YAML'],
  ['nothing', '# soon\n', 'is empty'],
  ['a list', '- a\n', 'must be an object, not a list'],
  ['another encoding', Buffer.from([0xff, 0xfe, 0x41]), 'is not UTF-8 text'],
  ['too much', `name: a\n${'# \n'.repeat(30_000)}`, 'is larger than 64 kB'],
])('refuses %s', async (_, text, reason) => {
  expect(await check(file(text))).toMatch(new RegExp(`^a.yml: .*${reason}`));
  expect(process.exitCode).toBe(1);
});

it('takes a list of repositories, but not from a file that lies in one', async () => {
  const text = `name: a\non: [{ manual: }]\nrepositories: [acme/shop]\n${DO}`;
  expect(await check(file(text))).toContain('a.yml: a (active)');
  expect(await check(file(text, '.github/nectr/workflows/a.yml'))).toContain('repositories: a file is for');
});

it('prints the same as JSON, and the schema', async () => {
  await command.run(['check', '--json', file(`name: a\non: [{ manual: }]\n${DO}`)], {});
  expect(JSON.parse(out)).toMatchObject([
    { ok: true, definition: { name: 'a', on: [{ type: 'manual', inputs: {} }] } },
  ]);
  out = '';
  await command.run(['schema'], {});
  expect(out).toBe(definitionJsonSchema());
});

it.each([
  [['check'], 'check takes files'],
  [['check', '/nowhere.yml'], 'there is no file /nowhere.yml'],
  [['chekc'], 'did you mean check?'],
  [['schema', 'x'], 'unexpected argument "x"'],
  [['check', '--pr', '1', 'a.yml'], '--pr belongs to run'],
])('refuses %j', async (args, reason) => {
  await command.run(args, {});
  expect(process.exitCode).toBe(2);
  expect(err).toContain(reason);
});
