import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nectr-launcher-')));
  mkdirSync(join(folder, 'src'));
  copyFileSync(join(process.cwd(), 'src', 'nectr.mjs'), join(folder, 'src', 'nectr.mjs'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function launch(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(folder, 'src', 'nectr.mjs'), args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('says in one line how it is built where it is not', () => {
  const way = `nectr: it is not built yet; run \`npm ci && npm run build\` in ${folder}/\n`;
  expect(launch('review')).toEqual({ status: 2, stdout: '', stderr: way });
});

it('hands its arguments on, also those that Node would take for its own', () => {
  mkdirSync(join(folder, 'dist', 'src'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'src', 'cli.js'), 'console.log(JSON.stringify(process.argv.slice(2)));');
  const args = ['doctor', '--env-file', 'missing'];
  expect(launch(...args)).toEqual({ status: 0, stdout: `${JSON.stringify(args)}\n`, stderr: '' });
});
