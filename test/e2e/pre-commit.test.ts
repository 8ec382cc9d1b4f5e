import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, expect, it } from 'vitest';
import { npxShim } from './npx-shim.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-pre-commit-'));
const repository = join(folder, 'repository');
const path = `${npxShim(folder)}${delimiter}${process.env['PATH']}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Configuration {
  repos: { repo: string; hooks: { entry: string; language: string; pass_filenames: boolean }[] }[];
}

it('the hook of the page on pre-commit stops a commit at what must be fixed, and no other', () => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('.github/docs/pre-commit.md', 'utf8')) ?? [];
  const [local] = (load(text) as Configuration).repos;
  const hook = local?.hooks[0];
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect([local?.repo, hook?.language, hook?.pass_filenames]).toEqual(['local', 'system', false]);
  expect(hook?.entry).toContain(`npx --yes nectr@${version} `);

  execFileSync('git', ['init', '--quiet', repository]);
  // As pre-commit runs an entry of the language system: its words, in the root of the repository.
  writeFileSync(join(repository, '.git/hooks/pre-commit'), `#!/bin/sh\n${hook?.entry}\n`, { mode: 0o755 });
  const commit = (line: string) => {
    writeFileSync(join(repository, 'run.ts'), `${line}\n`);
    execFileSync('git', ['add', '.'], { cwd: repository });
    const names = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
    const env = { PATH: path, HOME: folder };
    return spawnSync('git', [...names, 'commit', '-m', 'x'], { cwd: repository, env, encoding: 'utf8' });
  };
  execFileSync(
    'git',
    [
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@example.invalid',
      'commit',
      '-qm',
      'first',
      '--allow-empty',
      '--no-verify',
    ],
    { cwd: repository },
  );
  expect(commit('export const answer = 42;').status).toBe(0);
  const stopped = commit('export const answer = (code: string) => eval(code);');
  expect(stopped.status).toBe(1);
  expect(stopped.stdout + stopped.stderr).toContain('run.ts');
});
